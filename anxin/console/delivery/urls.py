"""Addresses of the merchant's console."""

from django.urls import path

from anxin.console.delivery import views

urlpatterns = [
    path("deliveries/", views.deliveries, name="console_deliveries"),
    path("deliveries/<slug:no>/", views.deliver, name="console_deliver"),
]
