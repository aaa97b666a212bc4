from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "aftercare.cases"
    label = "cases"

    def ready(self) -> None:
        from aftercare.cases import checks, policies  # noqa: F401

        policies.define()
