from django.apps import AppConfig


class RefundConfig(AppConfig):
    name = "anxin.storage.refund"
    label = "anxin_refund"
