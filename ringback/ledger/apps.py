from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "ringback.ledger"
    label = "ledger"
