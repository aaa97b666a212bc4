"""The addresses."""

from django.urls import path

from aftercare.web.promotions import acts, views

urlpatterns = [
    path("", views.promotions, name="promotions"),
    path("runs/<int:pk>/", views.run, name="bulk_run"),
    path("runs/<int:pk>/progress/", views.progress, name="bulk_progress"),
    path("runs/<int:pk>/stop/", acts.stop, name="bulk_stop"),
    path("help/<int:pk>/end/", acts.end, name="help_end"),
    path("<slug:slug>/run/", acts.begin, name="bulk_begin"),
    path("<slug:slug>/help/", acts.take_on, name="help_new"),
]
