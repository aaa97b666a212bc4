from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "aftercare.approvals"
    label = "approvals"
