from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "ringback.api"
    label = "api"

    def ready(self) -> None:
        # The check enters Django's register once the apps stand.
        from ringback.api import checks  # noqa: F401, PLC0415
