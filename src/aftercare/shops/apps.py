from django.apps import AppConfig


class ShopsConfig(AppConfig):
    name = "aftercare.shops"
    label = "shops"
