from django.apps import AppConfig


class RefundreportsConfig(AppConfig):
    name = "aftercare.refundreports"
    label = "refundreports"
