"""Addresses of a buyer's credit and appeal."""

from django.urls import path

from anxin.web.risk import views

urlpatterns = [
    path("me/credit/", views.credit, name="credit"),
    path("me/credit/identity/", views.identity, name="credit_identity"),
    path("me/credit/appeal/", views.appeal, name="credit_appeal"),
]
