from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "aftercare.customers"
    label = "customers"

    def ready(self) -> None:
        from aftercare.customers import policies

        policies.define()
