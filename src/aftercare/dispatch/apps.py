from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "aftercare.dispatch"
    label = "dispatch"

    def ready(self) -> None:
        from aftercare.dispatch import policies

        policies.define()
