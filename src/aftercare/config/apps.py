from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "aftercare.config"
    label = "config"

    def ready(self) -> None:
        from aftercare.config import handlers, hangers

        handlers.wire()
        hangers.wire()
