from django.apps import AppConfig


class PaymentConfig(AppConfig):
    name = "anxin.storage.payment"
    label = "anxin_payment"
