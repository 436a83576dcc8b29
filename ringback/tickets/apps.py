from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "ringback.tickets"
    label = "tickets"

    def ready(self) -> None:
        # Scopes, file links and grounds enter their registers once the models stand.
        from ringback.tickets import having_to_do, scopes  # noqa: F401, PLC0415
