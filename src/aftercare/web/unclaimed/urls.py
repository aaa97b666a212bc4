"""The addresses."""

from django.urls import path

from aftercare.web.unclaimed import acts, registering, views

urlpatterns = [
    path("", views.unclaimed, name="unclaimed"),
    path("new/", registering.new, name="unclaimed_new"),
    path("<str:number>/", views.parcel, name="unclaimed_parcel"),
    path("<str:number>/files/<str:token>/<str:copy>/", views.file, name="unclaimed_file"),
    path("<str:number>/link/", acts.link, name="unclaimed_link"),
    path("<str:number>/unlink/", acts.unlink, name="unclaimed_unlink"),
    path("<str:number>/rule-out/", acts.ruled_out, name="unclaimed_rule_out"),
    path("<str:number>/match/", acts.match, name="unclaimed_match"),
    path("<str:number>/ask/", acts.ask, name="unclaimed_ask"),
    path("<str:number>/decide/", acts.decide, name="unclaimed_decide"),
    path("<str:number>/carry-out/", acts.carried_out, name="unclaimed_carry_out"),
]
