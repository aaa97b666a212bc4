from django.apps import AppConfig


class PromotionsConfig(AppConfig):
    name = "aftercare.promotions"
    label = "promotions"
