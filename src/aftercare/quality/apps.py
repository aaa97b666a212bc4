from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "aftercare.quality"
    label = "quality"

    def ready(self) -> None:
        from aftercare.quality import policies

        policies.define()
