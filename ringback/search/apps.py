from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "ringback.search"
    label = "search"
