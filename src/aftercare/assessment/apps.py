from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "aftercare.assessment"
    label = "assessment"

    def ready(self) -> None:
        from aftercare.assessment import policies

        policies.define()
