"""Addresses of what a merchant reports about its memberships."""

from django.urls import path

from anxin.console.use import views

urlpatterns = [
    path("uses/", views.uses, name="console_uses"),
    path("uses/<slug:no>/", views.report, name="console_use"),
]
