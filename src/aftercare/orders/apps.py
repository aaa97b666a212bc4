from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "aftercare.orders"
    label = "orders"

    def ready(self) -> None:
        from aftercare.orders import policies

        policies.define()
