from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "aftercare.intake"
    label = "intake"
