from django.apps import AppConfig


class OrderConfig(AppConfig):
    name = "anxin.storage.order"
    label = "anxin_order"
