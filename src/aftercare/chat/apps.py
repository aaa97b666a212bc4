from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "aftercare.chat"
    label = "chat"

    def ready(self) -> None:
        from aftercare.chat import policies

        policies.define()
