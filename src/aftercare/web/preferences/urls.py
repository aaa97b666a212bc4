from django.urls import path

from aftercare.web.preferences import views

urlpatterns = [
    path("preferences/", views.preferences, name="preferences"),
    path("counts/", views.show_counts, name="counts"),
    path("notices/", views.show_notices, name="notices"),
]
