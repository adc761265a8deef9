"""Addresses of the wallet."""

from django.urls import path

from anxin.web.wallet import views

urlpatterns = [path("wallet/", views.wallet, name="wallet")]
