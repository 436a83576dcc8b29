from django.apps import AppConfig


class InteractionsConfig(AppConfig):
    name = "ringback.interactions"
    label = "interactions"
