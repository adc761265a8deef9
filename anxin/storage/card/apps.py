from django.apps import AppConfig


class CardConfig(AppConfig):
    name = "anxin.storage.card"
    label = "anxin_card"
