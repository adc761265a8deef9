from django.apps import AppConfig


class AccountConfig(AppConfig):
    name = "anxin.storage.account"
    label = "anxin_account"
