from django.apps import AppConfig


class CouriersConfig(AppConfig):
    name = "aftercare.couriers"
    label = "couriers"
