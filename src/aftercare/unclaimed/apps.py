from django.apps import AppConfig


class UnclaimedConfig(AppConfig):
    name = "aftercare.unclaimed"
    label = "unclaimed"
