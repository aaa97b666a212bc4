from django.urls import path

from aftercare.web.talks.panel import acts, views

urlpatterns = [
    path("<int:talk>/panel/", views.panel, name="talk_panel"),
    path("<int:talk>/panel/<str:code>/", views.block, name="talk_panel_block"),
    path("<int:talk>/opt-out/", acts.opt_out, name="talk_opt_out"),
    path("<int:talk>/customer/", acts.customer, name="talk_customer"),
    path("<int:talk>/unlink/", acts.unlink, name="talk_unlink"),
    path("<int:talk>/needs/", acts.needs, name="talk_needs"),
    path("<int:talk>/offers/", acts.offers, name="talk_offers"),
    path("offers/<int:offer>/decide/", acts.decide, name="talk_offer_decide"),
    path("offers/<int:offer>/withdraw/", acts.withdraw, name="talk_offer_withdraw"),
    path("<int:talk>/follow-up/", acts.follow_up, name="talk_follow_up"),
    path("follow-ups/<int:pk>/drop/", acts.drop_follow_up, name="talk_follow_up_drop"),
    path("<int:talk>/type/", acts.buyer_type, name="talk_buyer_type"),
    path("<int:talk>/repeated/", acts.repeated, name="talk_repeated"),
]
