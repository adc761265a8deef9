"""Addresses of contested fees."""

from django.urls import path

from anxin.console.fee import views

urlpatterns = [
    path("fees/", views.claims, name="console_fees"),
    path("fees/<slug:no>/", views.decide, name="console_fee_decide"),
    path("fees/<slug:no>/undo/", views.undo, name="console_fee_undo"),
]
