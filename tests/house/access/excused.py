"""Addresses that are posted to and not tried with a form in order, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping

BUYERS_OWN = """Only buyers, each with what is theirs: the page opens the thing as its owner's
before it reads a form, so that the trial of the empty form (test_access) says who may."""
GUARDIANS = """The guardian's session says which claim it is, and no login matters."""

EXCUSED: Mapping[str, tuple[str, ...]] = {
    "Of the site itself, for anybody who comes.": (
        "set_language",
        "account_login",
        "account_signup",
        "account_logout",
    ),
    "Everybody's own password, whatever the role.": ("account_change_password",),
    "Signed by the channel, which no role is; a forged one is refused (tests/channel).": (
        "channel_notice",
    ),
    BUYERS_OWN: (
        "checkout",
        "order_cancel",
        "order_waive",
        "order_received",
        "order_cards",
        "order_refund_to_wallet",
        "order_pay",
        "wallet",
        "wallet_withdraw",
        "wallet_bank",
        "wallet_bank_back",
        "refund_form",
        "refund_advice",
        "refund_batch",
        "refund_edit",
        "refund_again",
        "refund_withdraw",
        "refund_to_wallet",
        "fee_claim",
        "evidence_send",
        "evidence_change",
        "evidence_remove",
        "credit_identity",
        "credit_appeal",
        "minors_paused",
    ),
    GUARDIANS: (
        "minors_begin",
        "minors_enter",
        "minors_leave",
        "minors_people",
        "minors_purchases",
        "minors_papers",
        "minors_paper_remove",
        "minors_submit",
        "minors_answer",
        "minors_withdraw",
    ),
    "Gives back only what one holds oneself, and says the same to all.": ("console_release",),
}
