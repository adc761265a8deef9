"""Addresses of the pages about money: the merchant's statement, finance's books and payouts."""

from django.urls import path

from anxin.console.ledger import books, payouts, statement

urlpatterns = [
    path("statement/", statement.statement, name="console_statement"),
    path("statement/withdraw/", statement.withdraw, name="console_withdraw"),
    path("statement/export/", statement.export, name="console_statement_export"),
    path("finance/ledger/", books.books, name="console_books"),
    path("finance/payouts/", payouts.overview, name="console_payouts"),
    path("finance/payouts/deposit/", payouts.deposit, name="console_deposit"),
    path(
        "finance/payouts/deposit/<uuid:entry>/undo/",
        payouts.deposit_undo,
        name="console_deposit_undo",
    ),
    path("finance/payouts/deposit-back/", payouts.deposit_back, name="console_deposit_back"),
    path("finance/payouts/returned/", payouts.returned, name="console_return"),
    path("finance/payouts/<slug:no>/return/", payouts.return_signed, name="console_return_sign"),
    path("finance/payouts/<slug:no>/no-return/", payouts.return_denied, name="console_return_deny"),
    path("finance/payouts/<slug:no>/approve/", payouts.approve, name="console_payout_approve"),
    path("finance/payouts/<slug:no>/confirm/", payouts.confirm, name="console_payout_confirm"),
    path("finance/payouts/<slug:no>/payee/", payouts.payee, name="console_payout_payee"),
    path("finance/payouts/<slug:no>/hand-over/", payouts.hand_over, name="console_payout_over"),
    path("finance/payouts/<slug:no>/refuse/", payouts.refuse, name="console_payout_refuse"),
]
