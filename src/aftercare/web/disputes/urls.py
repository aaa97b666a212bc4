from django.urls import path

from aftercare.web.disputes import views

urlpatterns = [path("<str:number>/dispute/", views.dispute, name="case_dispute")]
