from django.urls import path

from aftercare.web.receiving import views

urlpatterns = [
    path("", views.receiving, name="receiving"),
    path("today/", views.today, name="receiving_today"),
    path("<str:number>/", views.act, name="receiving_act"),
]
