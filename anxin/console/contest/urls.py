"""Addresses of what is contested: fees by buyers, refunds by merchants."""

from django.urls import path

from anxin.console.contest import fees, objections

urlpatterns = [
    path("fees/", fees.claims, name="console_fees"),
    path("fees/<slug:no>/", fees.decide, name="console_fee_decide"),
    path("fees/<slug:no>/undo/", fees.undo, name="console_fee_undo"),
    path("fees/<slug:no>/sign/", fees.sign, name="console_fee_sign"),
    path("fees/<slug:no>/decline/", fees.decline, name="console_fee_decline"),
    path("objections/", objections.objections, name="console_objections"),
    path("objections/<slug:no>/", objections.decide, name="console_objection_decide"),
    path("objections/<slug:no>/undo/", objections.undo, name="console_objection_undo"),
    path("objections/<slug:no>/sign/", objections.sign, name="console_objection_sign"),
    path("objections/<slug:no>/decline/", objections.decline, name="console_objection_decline"),
]
