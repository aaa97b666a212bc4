from django.apps import AppConfig


class ClockConfig(AppConfig):
    name = "aftercare.clock"
    label = "clock"
