from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "aftercare.orders"
    label = "orders"

    def ready(self) -> None:
        from aftercare.orders import policies
        from aftercare.orders.delivery import family
        from aftercare.orders.imports import families

        policies.define()
        families.define()
        family.define()
