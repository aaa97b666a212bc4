from django.apps import AppConfig


class FreightConfig(AppConfig):
    name = "aftercare.freight"
    label = "freight"

    def ready(self) -> None:
        from aftercare.freight import policies

        policies.define()
