"""Addresses of the review console."""

from django.urls import path

from anxin.console.case import pieces, views

urlpatterns = [
    path("", views.queue, name="console_queue"),
    path("cases/<slug:no>/", views.case, name="console_case"),
    path("cases/<slug:no>/evidence/<slug:piece>/", pieces.piece, name="console_piece"),
    path("cases/<slug:no>/approve/", views.approve, name="console_approve"),
    path("cases/<slug:no>/reject/", views.reject, name="console_reject"),
]
