"""Addresses of the review console."""

from django.urls import path

from anxin.console.case import pieces, turns, views

urlpatterns = [
    path("", views.queue, name="console_queue"),
    path("cases/<slug:no>/", views.case, name="console_case"),
    path("cases/<slug:no>/evidence/<slug:piece>/", pieces.piece, name="console_piece"),
    path("cases/<slug:no>/approve/", views.approve, name="console_approve"),
    path("cases/<slug:no>/reject/", views.reject, name="console_reject"),
    path("cases/<slug:no>/ask/", views.ask, name="console_ask"),
    path("cases/<slug:no>/claim/", turns.claim, name="console_claim"),
    path("cases/<slug:no>/release/", turns.release, name="console_release"),
    path("cases/<slug:no>/undo/", turns.undo, name="console_undo"),
    path("cases/<slug:no>/sign/", turns.sign, name="console_sign"),
    path("cases/<slug:no>/decline/", turns.decline, name="console_decline"),
    path("cases/<slug:no>/deal/<slug:act>/", turns.deal, name="console_deal"),
    path("next/", turns.take_next, name="console_next"),
]
