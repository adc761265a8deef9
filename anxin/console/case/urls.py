"""Addresses of the review console."""

from django.urls import path

from anxin.console.case import views

urlpatterns = [
    path("", views.queue, name="console_queue"),
    path("cases/<slug:no>/", views.case, name="console_case"),
    path("cases/<slug:no>/approve/", views.approve, name="console_approve"),
    path("cases/<slug:no>/reject/", views.reject, name="console_reject"),
]
