from django.apps import AppConfig


class MoneyConfig(AppConfig):
    name = "aftercare.money"
    label = "money"

    def ready(self) -> None:
        from aftercare.money import checks  # noqa: F401 - registers itself
