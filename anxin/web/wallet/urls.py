"""Addresses of the wallet."""

from django.urls import path

from anxin.web.wallet import views

urlpatterns = [
    path("wallet/", views.wallet, name="wallet"),
    path("wallet/withdraw/", views.wallet_withdraw, name="wallet_withdraw"),
    path("wallet/returned/", views.wallet_returned, name="wallet_returned"),
]
