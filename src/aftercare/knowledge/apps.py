from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "aftercare.knowledge"
    label = "knowledge"
