"""The addresses."""

from django.urls import path

from aftercare.web.handover import acts, views

urlpatterns = [
    path("", views.handovers, name="handovers"),
    path("<int:pk>/", views.handover, name="handover"),
    path("<int:pk>/sheet.<str:form>", views.sheet, name="handover_sheet"),
    path("<int:pk>/lines/", acts.keep, name="handover_keep"),
    path("<int:pk>/lines/<int:item>/drop/", acts.line_drop, name="handover_drop"),
    path("<int:pk>/send/", acts.send_off, name="handover_send"),
    path("<int:pk>/take/", acts.take, name="handover_take"),
    path("items/<int:item>/", acts.settle, name="handover_item"),
    path("<slug:slug>/build/", acts.build, name="handover_build"),
    path("<slug:slug>/<str:day>/sheet.<str:form>", views.day_sheet, name="handover_day"),
]
