from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "ringback.live"
    label = "live"
