from django.apps import AppConfig


class BulkConfig(AppConfig):
    name = "anxin.storage.bulk"
    label = "anxin_bulk"
