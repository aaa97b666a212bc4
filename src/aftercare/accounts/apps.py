from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "aftercare.accounts"
    label = "accounts"

    def ready(self) -> None:
        from aftercare.core.sealed_places import also_sealed

        also_sealed("mfa.Authenticator", "data")  # secrets of the second factor (A14)
