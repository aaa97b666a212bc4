from django.urls import path

from aftercare.web.search import views

urlpatterns = [path("", views.search, name="search")]
