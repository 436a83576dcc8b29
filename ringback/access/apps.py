from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "ringback.access"
    label = "access"
