from django.apps import AppConfig


class ReconciliationConfig(AppConfig):
    name = "anxin.storage.reconciliation"
    label = "anxin_reconciliation"
