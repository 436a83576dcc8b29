from django.apps import AppConfig


class ResolutionConfig(AppConfig):
    name = "ringback.resolution"
    label = "resolution"
