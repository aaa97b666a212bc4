from django.apps import AppConfig


class ReviewRiskConfig(AppConfig):
    name = "aftercare.reviewrisk"
    label = "reviewrisk"
