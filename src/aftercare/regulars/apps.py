from django.apps import AppConfig


class RegularsConfig(AppConfig):
    name = "aftercare.regulars"
    label = "regulars"
