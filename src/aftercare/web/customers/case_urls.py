"""What the page of a case asks about its buyer."""

from django.urls import path

from aftercare.web.customers import views

urlpatterns = [path("<str:number>/risk/", views.case_risk, name="case_risk")]
