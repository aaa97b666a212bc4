from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "aftercare.dispatch"
    label = "dispatch"
