from django.apps import AppConfig


class ConfirmationConfig(AppConfig):
    name = "aftercare.confirmation"
    label = "confirmation"
