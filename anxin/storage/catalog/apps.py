from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "anxin.storage.catalog"
    label = "anxin_catalog"
