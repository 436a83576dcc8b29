from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "ringback.people"
    label = "people"

    def ready(self) -> None:
        # Scopes enter the register once the models stand.
        from ringback.people import scopes  # noqa: F401, PLC0415
