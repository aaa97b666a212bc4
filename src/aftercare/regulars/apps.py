from django.apps import AppConfig


class RegularsConfig(AppConfig):
    name = "aftercare.regulars"
    label = "regulars"

    def ready(self) -> None:
        from aftercare.regulars import policies

        policies.define()
