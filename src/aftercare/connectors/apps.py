from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "aftercare.connectors"
    label = "connectors"

    def ready(self) -> None:
        from aftercare.connectors.payouts import checks  # noqa: F401 - registers itself
