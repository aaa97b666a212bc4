from django.urls import path

from aftercare.web.preferences import views

urlpatterns = [
    path("preferences/", views.preferences, name="preferences"),
    path("notices/", views.show_notices, name="notices"),
]
