from django.apps import AppConfig


class SubAccountsConfig(AppConfig):
    name = "aftercare.subaccounts"
    label = "subaccounts"
