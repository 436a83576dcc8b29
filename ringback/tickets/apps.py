from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "ringback.tickets"
    label = "tickets"

    def ready(self) -> None:
        # Scopes and file links enter their registers once the models stand.
        from ringback.tickets import scopes  # noqa: F401, PLC0415
