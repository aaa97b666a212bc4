from django.apps import AppConfig


class CouriersConfig(AppConfig):
    name = "aftercare.couriers"
    label = "couriers"

    def ready(self) -> None:
        from aftercare.couriers import policies

        policies.define()
