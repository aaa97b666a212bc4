from django.urls import path

from aftercare.web.couriers import choosing, penalties, settling, views

urlpatterns = [
    path("", choosing.choices, name="courier_choices"),
    path("orders/<int:pk>/", choosing.choice, name="courier_choice"),
    path("zones/", penalties.zones, name="courier_zones"),
    path("penalties/", penalties.propose, name="courier_penalty_new"),
    path("penalties/<int:pk>/decide/", penalties.decide, name="courier_penalty_decide"),
    path("penalties/<int:pk>/lift/", penalties.lift, name="courier_penalty_lift"),
    path("settlement/", settling.settlements, name="courier_settlements"),
    path("settlement/sheet/", settling.sheet, name="courier_sheet"),
    path("settlement/close/", settling.close, name="courier_settlement_close"),
    path("settlement/<int:pk>/", settling.closed, name="courier_settlement"),
    path("settlement/<int:pk>.xlsx", settling.as_excel, name="courier_settlement_excel"),
    path("settlement/<int:pk>.pdf", settling.as_pdf, name="courier_settlement_pdf"),
    path("coverage/", views.coverage, name="courier_coverage"),
    path("coverage/add/", views.add, name="courier_gap_add"),
    path("coverage/<int:pk>/end/", views.end, name="courier_gap_end"),
]
