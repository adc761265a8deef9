"""Addresses of the wallet."""

from django.urls import path

from anxin.web.wallet import bank, codes, views

urlpatterns = [
    path("wallet/", views.wallet, name="wallet"),
    path("wallet/withdraw/", views.wallet_withdraw, name="wallet_withdraw"),
    path("wallet/bank/", bank.wallet_bank, name="wallet_bank"),
    path("wallet/bank/<slug:no>/back/", bank.wallet_bank_back, name="wallet_bank_back"),
    path("wallet/top-ups/<slug:no>/code/", codes.top_up_code, name="top_up_code"),
    path("wallet/top-ups/<slug:no>/code.svg", codes.top_up_code_image, name="top_up_code_image"),
    path("wallet/returned/", views.wallet_returned, name="wallet_returned"),
]
