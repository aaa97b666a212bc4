from django.apps import AppConfig


class FreightConfig(AppConfig):
    name = "aftercare.freight"
    label = "freight"
