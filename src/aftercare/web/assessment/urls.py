"""The addresses."""

from django.urls import path

from aftercare.web.assessment import acts, views

urlpatterns = [
    path("", views.points, name="points"),
    path("<int:pk>/", views.entry, name="points_entry"),
    path("<int:pk>/appeal/", acts.appeal, name="points_appeal"),
    path("<int:pk>/decide/", acts.decide, name="points_decide"),
    path("<slug:slug>/new/", acts.new, name="points_new"),
    path("<slug:slug>/<str:month>/close/", acts.close, name="points_close"),
    path("<slug:slug>/<str:month>/points.xlsx", views.sheet, name="points_sheet"),
]
