from django.apps import AppConfig


class AftersaleConfig(AppConfig):
    name = "anxin.storage.aftersale"
    label = "anxin_aftersale"
