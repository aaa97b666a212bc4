"""The addresses."""

from django.urls import path

from aftercare.web.refundreports import views

urlpatterns = [
    path("", views.refund_reports, name="refund_reports"),
    path("<int:pk>/", views.refund_report, name="refund_report"),
    path("conflicts/<int:pk>/", views.refund_conflict, name="refund_conflict"),
]
