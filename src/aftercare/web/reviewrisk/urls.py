from django.urls import path

from aftercare.web.reviewrisk import views

urlpatterns = [
    path("cases/<str:number>/reviewer/", views.reviewer, name="case_reviewer"),
    path("reviewers/", views.entries, name="reviewers"),
    path("reviewers/<int:pk>/appeal/", views.appeal, name="reviewer_appeal"),
    path("reviewers/<int:pk>/answer/", views.answer_it, name="reviewer_answer"),
]
