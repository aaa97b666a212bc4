"""The addresses."""

from django.urls import path

from aftercare.web.callbacks import views

urlpatterns = [
    path("", views.callbacks, name="callbacks"),
    path("figures/", views.figures, name="callback_figures"),
    path("<int:pk>/", views.callback, name="callback"),
    path("<int:pk>/call/", views.call, name="callback_call"),
]
