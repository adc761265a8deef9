from django.apps import AppConfig


class MerchantConfig(AppConfig):
    name = "anxin.storage.merchant"
    label = "anxin_merchant"
