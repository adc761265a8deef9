from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "anxin.console"
    label = "anxin_console"
