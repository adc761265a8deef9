from django.apps import AppConfig


class MinorsConfig(AppConfig):
    name = "anxin.storage.minors"
    label = "anxin_minors"
