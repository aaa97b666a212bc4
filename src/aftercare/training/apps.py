from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "aftercare.training"
    label = "training"

    def ready(self) -> None:
        from aftercare.training import policies

        policies.define()
