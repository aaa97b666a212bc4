from django.apps import AppConfig


class UnclaimedConfig(AppConfig):
    name = "aftercare.unclaimed"
    label = "unclaimed"

    def ready(self) -> None:
        from aftercare.unclaimed import policies

        policies.define()
