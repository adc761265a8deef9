from django.apps import AppConfig


class ClockConfig(AppConfig):
    name = "anxin.storage.clock"
    label = "anxin_clock"
