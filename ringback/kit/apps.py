from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "ringback.kit"
    label = "kit"

    def ready(self) -> None:
        from ringback.kit import checks  # noqa: F401, PLC0415  (checks register themselves once the apps stand)
