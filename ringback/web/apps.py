from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "ringback.web"
    label = "web"

    def ready(self) -> None:
        # The checks enter Django's register once the apps stand.
        from ringback.access import labels  # noqa: F401, PLC0415
        from ringback.web import checks  # noqa: F401, PLC0415
