"""Addresses of finance's console."""

from django.urls import path

from anxin.console.finance import reconciling, views

urlpatterns = [
    path("", views.overview, name="console_finance"),
    path("next/", views.take_next, name="console_finance_next"),
    path("rows/<slug:kind>/<slug:key>/<slug:act>/", views.hold, name="console_finance_hold"),
    path("findings/<uuid:finding>/settle/", views.settle, name="console_finding_settle"),
    path("refunds/<slug:no>/again/", views.again, name="console_refund_again"),
    path("refunds/<slug:no>/wallet/", views.to_wallet, name="console_refund_to_wallet"),
    path("reconciliation/", reconciling.days, name="console_reconciliation"),
    path("reconciliation/<uuid:day>/", reconciling.day, name="console_bill_day"),
    path(
        "reconciliation/<uuid:day>/<uuid:difference>/settle/",
        reconciling.settle,
        name="console_bill_settle",
    ),
    path(
        "reconciliation/<uuid:day>/<uuid:difference>/book/",
        reconciling.book,
        name="console_bill_book",
    ),
]
