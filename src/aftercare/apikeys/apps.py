from django.apps import AppConfig


class ApiKeysConfig(AppConfig):
    name = "aftercare.apikeys"
    label = "apikeys"
