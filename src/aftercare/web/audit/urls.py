from django.urls import path

from aftercare.web.audit import views

urlpatterns = [path("", views.audit, name="audit")]
