from django.apps import AppConfig


class ParcelsConfig(AppConfig):
    name = "aftercare.parcels"
    label = "parcels"

    def ready(self) -> None:
        from aftercare.parcels import files, policies

        policies.define()
        files.define()
