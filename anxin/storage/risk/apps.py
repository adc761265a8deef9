from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "anxin.storage.risk"
    label = "anxin_risk"
