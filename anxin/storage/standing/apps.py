from django.apps import AppConfig


class StandingConfig(AppConfig):
    name = "anxin.storage.standing"
    label = "anxin_standing"
