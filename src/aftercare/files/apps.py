from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "aftercare.files"
    label = "files"
