from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "aftercare.disputes"
    label = "disputes"

    def ready(self) -> None:
        from django.conf import settings

        from aftercare.disputes.classify import look_in

        look_in(settings.HOME)
