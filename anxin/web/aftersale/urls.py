"""Addresses of after-sales."""

from django.urls import path

from anxin.web.aftersale import batch, edit, fee, form, records, rules, turns, views

urlpatterns = [
    path("orders/<slug:no>/refund/", form.refund_form, name="refund_form"),
    path("orders/<slug:no>/refund/advice/", form.refund_advice, name="refund_advice"),
    path("orders/<slug:no>/policy/", rules.order_policy, name="order_policy"),
    path("refund/", views.refund_start, name="refund_start"),
    path("refunds/", views.refund_list, name="refund_list"),
    path("refunds/batch/", batch.batch, name="refund_batch"),
    path("refunds/batch/<slug:no>/", batch.result, name="refund_batch_result"),
    path("refunds/batch/<slug:no>/csv/", batch.result_file, name="refund_batch_file"),
    path("refunds/<slug:no>/", views.refund_progress, name="refund_progress"),
    path("refunds/<slug:no>/records/", records.case_records, name="case_records"),
    path("refunds/<slug:no>/records/file/", records.case_records_file, name="case_records_file"),
    path("refunds/<slug:no>/edit/", edit.refund_edit, name="refund_edit"),
    path("refunds/<slug:no>/again/", form.refund_again, name="refund_again"),
    path("refunds/<slug:no>/act/<slug:act>/", turns.refund_act, name="refund_act"),
    path("refunds/<slug:no>/deal/<slug:act>/", turns.refund_deal, name="refund_deal"),
    path("refunds/<slug:no>/withdraw/", views.refund_withdraw, name="refund_withdraw"),
    path(
        "refunds/<slug:no>/transfers/<slug:refund>/wallet/",
        views.refund_to_wallet,
        name="refund_to_wallet",
    ),
    path("refunds/<slug:no>/fee/", fee.fee_claim, name="fee_claim"),
    path("guide/", rules.guide, name="refund_guide"),
    path("policy/", rules.policy, name="refund_policy"),
]
