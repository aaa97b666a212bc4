from django.apps import AppConfig


class ParcelsConfig(AppConfig):
    name = "aftercare.parcels"
    label = "parcels"
