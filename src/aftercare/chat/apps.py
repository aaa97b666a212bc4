from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "aftercare.chat"
    label = "chat"
