from django.urls import path

from aftercare.web.home import views

urlpatterns = [path("", views.home, name="home")]
