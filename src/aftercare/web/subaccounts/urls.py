"""The addresses."""

from django.urls import path

from aftercare.web.subaccounts import views

urlpatterns = [
    path("<slug:slug>/", views.logins, name="logins"),
    path("<slug:slug>/new/", views.new, name="login_new"),
    path("one/<int:pk>/", views.one, name="login_one"),
]
