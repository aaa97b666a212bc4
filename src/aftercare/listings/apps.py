from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "aftercare.listings"
    label = "listings"

    def ready(self) -> None:
        from aftercare.listings import family

        family.define()
