from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "ringback.files"
    label = "files"
