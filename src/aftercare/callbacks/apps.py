from django.apps import AppConfig


class CallbacksConfig(AppConfig):
    name = "aftercare.callbacks"
    label = "callbacks"

    def ready(self) -> None:
        from aftercare.callbacks import policies

        policies.define()
