from django.apps import AppConfig


class ShiftsConfig(AppConfig):
    name = "aftercare.shifts"
    label = "shifts"
