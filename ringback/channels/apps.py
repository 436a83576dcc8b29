from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "ringback.channels"
    label = "channels"

    def ready(self) -> None:
        # Scopes enter the register once the models stand.
        from ringback.channels import scopes  # noqa: F401, PLC0415
