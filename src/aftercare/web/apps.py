from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "aftercare.web"
    label = "web"

    def ready(self) -> None:
        from aftercare.web import checks

        checks.register_all()
