from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "anxin.storage.ledger"
    label = "anxin_ledger"
