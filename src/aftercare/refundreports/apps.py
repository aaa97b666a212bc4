from django.apps import AppConfig


class RefundreportsConfig(AppConfig):
    name = "aftercare.refundreports"
    label = "refundreports"

    def ready(self) -> None:
        from aftercare.refundreports import family

        family.define()
