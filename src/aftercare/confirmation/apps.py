from django.apps import AppConfig


class ConfirmationConfig(AppConfig):
    name = "aftercare.confirmation"
    label = "confirmation"

    def ready(self) -> None:
        from aftercare.confirmation import policies

        policies.define()
