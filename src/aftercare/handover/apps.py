from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "aftercare.handover"
    label = "handover"

    def ready(self) -> None:
        from aftercare.handover import policies

        policies.define()
