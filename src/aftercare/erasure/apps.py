from django.apps import AppConfig


class ErasureConfig(AppConfig):
    name = "aftercare.erasure"
    label = "erasure"
