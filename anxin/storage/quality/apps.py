from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "anxin.storage.quality"
    label = "anxin_quality"
