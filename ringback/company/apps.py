from django.apps import AppConfig


class CompanyConfig(AppConfig):
    name = "ringback.company"
    label = "company"
