"""Every named address of the site, and who may GET and POST it: the one table of rights.

A route that is missing here fails the test; so does a line whose route is gone. The roles are
written out, so that a constant of the code that grows by a role does not pass unseen.
"""

from __future__ import annotations

from dataclasses import dataclass

ROLES = (
    "buyer",
    "merchant",
    "agent",
    "senior",
    "supervisor",
    "finance",
    "operator",
    "auditor",
)
ANYBODY = "anybody"
"""Whoever comes, logged in or not."""

MEMBERS = " ".join(ROLES)
REVIEWERS = "agent senior supervisor"
SENIORS = "senior supervisor"
TREASURERS = "finance supervisor"


@dataclass(frozen=True, slots=True)
class Right:
    """Who may read and who may change at an address; empty: nobody, there is no such page.

    `about` names what its number is of (tests.house.access.things). Where that belongs to
    somebody, others of the same role are told that there is no such thing. `form`: the act that an
    address ends with. `fragment`: asked for by a script, so whoever is not let in gets no login
    page to put into another.
    """

    get: str = ""
    post: str = ""
    about: str = ""
    form: str = ""
    fragment: bool = False

    @property
    def public(self) -> bool:
        """Whether nobody has to log in."""
        return ANYBODY in (self.get, self.post)


RIGHTS = {
    # the shop window
    "home": Right(get=ANYBODY),
    "search": Right(get=ANYBODY),
    "product": Right(get=ANYBODY, about="product"),
    "seller": Right(get=ANYBODY, about="product"),
    "refund_guide": Right(get=ANYBODY),
    "refund_policy": Right(get=ANYBODY),
    "set_language": Right(get=ANYBODY, post=ANYBODY),
    "channel_notice": Right(post=ANYBODY, about="channel"),
    # the account
    "account_login": Right(get=ANYBODY, post=ANYBODY),
    "account_signup": Right(get=ANYBODY, post=ANYBODY),
    "account_logout": Right(get=ANYBODY, post=ANYBODY),
    "account_inactive": Right(get=ANYBODY),
    "account_change_password": Right(get=MEMBERS, post=MEMBERS),
    "me": Right(get=MEMBERS),
    # a buyer's orders
    "checkout": Right(get="buyer", post="buyer", about="product"),
    "order_list": Right(get="buyer"),
    "order_detail": Right(get="buyer", about="order"),
    "order_cancel": Right(post="buyer", about="unpaid order"),
    "order_waive": Right(post="buyer", about="order"),
    "order_received": Right(post="buyer", about="delivered order"),
    "order_cards": Right(get="buyer", post="buyer", about="delivered order"),
    "order_refund_to_wallet": Right(post="buyer", about="returned payment"),
    "order_pay": Right(get="buyer", post="buyer", about="unpaid order"),
    "order_code": Right(get="buyer", about="unpaid order"),
    "order_code_image": Right(get="buyer", about="unpaid order"),
    "order_returned": Right(get="buyer", about="unpaid order"),
    "wallet": Right(get="buyer", post="buyer"),
    "wallet_withdraw": Right(post="buyer"),
    "wallet_bank": Right(get="buyer", post="buyer"),
    "wallet_bank_back": Right(post="buyer", about="wallet payout"),
    "wallet_returned": Right(get="buyer"),
    "top_up_code": Right(get="buyer", about="top-up"),
    "top_up_code_image": Right(get="buyer", about="top-up"),
    # a buyer's after-sales
    "refund_form": Right(get="buyer", post="buyer", about="order"),
    "order_policy": Right(get="buyer", about="order"),
    "refund_start": Right(get="buyer"),
    "refund_list": Right(get="buyer"),
    "refund_advice": Right(post="buyer", about="order", fragment=True),
    "refund_batch": Right(get="buyer", post="buyer"),
    "refund_batch_result": Right(get="buyer", about="batch"),
    "refund_batch_file": Right(get="buyer", about="batch"),
    "refund_edit": Right(get="buyer", post="buyer", about="case"),
    "refund_progress": Right(get="buyer", about="case"),
    "refund_again": Right(post="buyer", about="case"),
    "refund_act": Right(post="buyer", about="case", form="platform"),
    "refund_deal": Right(post="buyer", about="case", form="say"),
    "case_records": Right(get="buyer", about="case"),
    "case_records_file": Right(get="buyer", about="case"),
    "refund_withdraw": Right(get="buyer", post="buyer", about="case"),
    "refund_to_wallet": Right(post="buyer", about="transfer"),
    "fee_claim": Right(get="buyer", post="buyer", about="kept fee"),
    "evidence_send": Right(post="buyer", about="delivered order"),
    "evidence_piece": Right(get="buyer", about="piece"),
    "evidence_change": Right(post="buyer", about="piece"),
    "evidence_remove": Right(post="buyer", about="piece"),
    "evidence_page": Right(get=MEMBERS, about="page of evidence"),
    "credit": Right(get="buyer"),
    "credit_identity": Right(get="buyer", post="buyer"),
    "credit_appeal": Right(get="buyer", post="buyer", about="restriction"),
    # review
    "console_queue": Right(get=REVIEWERS),
    "console_next": Right(post=REVIEWERS),
    "console_case": Right(get=REVIEWERS, about="any case"),
    "console_piece": Right(get=REVIEWERS, about="piece of a case"),
    "console_approve": Right(post=REVIEWERS, about="any case"),
    "console_reject": Right(post=REVIEWERS, about="any case"),
    "console_ask": Right(post=REVIEWERS, about="any case"),
    "console_claim": Right(post=REVIEWERS, about="any case"),
    "console_release": Right(post=REVIEWERS, about="any case"),
    "console_undo": Right(post=REVIEWERS, about="any case"),
    "console_sign": Right(post=REVIEWERS, about="any case"),
    "console_decline": Right(post=REVIEWERS, about="any case"),
    "console_deal": Right(post=REVIEWERS, about="any case", form="say"),
    "console_fees": Right(get=REVIEWERS),
    "console_fee_decide": Right(post=REVIEWERS, about="fee claim"),
    "console_fee_undo": Right(post=REVIEWERS, about="fee claim"),
    "console_fee_sign": Right(post=SENIORS, about="fee claim"),
    "console_fee_decline": Right(post=SENIORS, about="fee claim"),
    "console_objections": Right(get=SENIORS),
    "console_objection_decide": Right(post=SENIORS, about="objection"),
    "console_objection_undo": Right(post=SENIORS, about="objection"),
    "console_objection_sign": Right(post=SENIORS, about="objection"),
    "console_objection_decline": Right(post=SENIORS, about="objection"),
    "console_complaints": Right(get="senior supervisor finance", post="senior supervisor finance"),
    "console_complaint_answer": Right(post="senior supervisor finance"),
    "console_compensation": Right(post=SENIORS, about="any case", form="propose"),
    # minors: the guardian's session knows the claim, the site's login does not matter
    "minors": Right(get=ANYBODY),
    "minors_begin": Right(post=ANYBODY),
    "minors_enter": Right(post=ANYBODY),
    "minors_leave": Right(post=ANYBODY),
    "minors_claim": Right(get=ANYBODY),
    "minors_people": Right(get=ANYBODY, post=ANYBODY),
    "minors_purchases": Right(get=ANYBODY, post=ANYBODY),
    "minors_papers": Right(get=ANYBODY, post=ANYBODY),
    "minors_paper_remove": Right(post=ANYBODY),
    "minors_submit": Right(get=ANYBODY, post=ANYBODY),
    "minors_answer": Right(post=ANYBODY),
    "minors_withdraw": Right(post=ANYBODY),
    "minors_paused": Right(get="buyer", post="buyer"),
    "console_minors": Right(get=SENIORS),
    "console_minors_audit": Right(get="auditor"),
    "console_minors_year": Right(get="senior supervisor auditor"),
    "console_minors_page": Right(get=SENIORS, about="look at a minor's paper"),
    "console_minor": Right(get=SENIORS, about="minor's claim"),
    "console_minor_look": Right(post=SENIORS, about="minor's claim"),
    "console_minor_find": Right(post=SENIORS, about="minor's claim"),
    "console_minor_approve": Right(post=SENIORS, about="minor's claim"),
    "console_minor_reject": Right(post=SENIORS, about="minor's claim"),
    "console_minor_ask": Right(post=SENIORS, about="minor's claim"),
    "console_minor_end": Right(post=SENIORS, about="minor's claim"),
    "console_minor_objection": Right(post=SENIORS, about="minor's claim"),
    "console_minor_code": Right(post=SENIORS, about="minor's claim"),
    "console_minor_act": Right(post=SENIORS, about="minor's claim", form="take"),
    # a merchant's console
    "console_deliveries": Right(get="merchant"),
    "console_deliver": Right(post="merchant", about="delivery"),
    "console_uses": Right(get="merchant"),
    "console_use": Right(post="merchant", about="own membership"),
    "console_aftersale": Right(get="merchant"),
    "console_return_address": Right(get="merchant", post="merchant"),
    "console_aftersale_case": Right(get="merchant", about="case at its shop"),
    "console_aftersale_act": Right(post="merchant", about="case at its shop", form="object"),
    "console_aftersale_again": Right(post="merchant", about="case at its shop"),
    "console_aftersale_deal": Right(post="merchant", about="case at its shop", form="say"),
    "console_aftersale_contest": Right(post="merchant", about="refund charged to its shop"),
    "console_statement": Right(get="merchant"),
    "console_withdraw": Right(post="merchant"),
    "console_statement_export": Right(get="merchant"),
    "console_standing": Right(get="merchant"),
    "console_deposit_top_up": Right(post="merchant"),
    "console_close_shop": Right(post="merchant"),
    "console_reopen_shop": Right(post="merchant"),
    "console_own_penalty": Right(get="merchant", about="own penalty"),
    "console_penalty_answer": Right(post="merchant", about="own penalty"),
    "console_penalty_appeal": Right(post="merchant", about="own penalty"),
    "console_penalty_rectified": Right(post="merchant", about="own penalty"),
    # money
    "console_finance": Right(get=TREASURERS),
    "console_finance_next": Right(post=TREASURERS),
    "console_finance_hold": Right(post=TREASURERS, about="finance row", form="take"),
    "console_finding_settle": Right(post=TREASURERS, about="finding"),
    "console_refund_again": Right(post=TREASURERS, about="refund"),
    "console_refund_to_wallet": Right(post=TREASURERS, about="refund"),
    "console_reconciliation": Right(get=TREASURERS),
    "console_bill_day": Right(get=TREASURERS, about="bill day"),
    "console_bill_settle": Right(post=TREASURERS, about="difference"),
    "console_bill_book": Right(post=TREASURERS, about="difference"),
    "console_books": Right(get=TREASURERS),
    "console_payouts": Right(get=TREASURERS),
    "console_deposit": Right(post=TREASURERS),
    "console_deposit_undo": Right(post=TREASURERS, about="deposit entry"),
    "console_deposit_back": Right(post=TREASURERS),
    "console_payout_approve": Right(post=TREASURERS, about="payout"),
    "console_payout_confirm": Right(post=TREASURERS, about="payout"),
    "console_payout_payee": Right(post=TREASURERS, about="payee"),
    "console_return": Right(post=TREASURERS),
    "console_return_sign": Right(post=TREASURERS, about="payout"),
    "console_return_deny": Right(post=TREASURERS, about="payout"),
    "console_payout_over": Right(post=TREASURERS, about="payee"),
    "console_payout_refuse": Right(post=TREASURERS, about="payout"),
    # recalls
    "console_recalls": Right(get="operator supervisor finance"),
    "console_recall": Right(get="operator supervisor finance", about="recall"),
    "console_recall_file": Right(get="operator supervisor finance", about="recall"),
    "console_recall_new": Right(
        get="operator supervisor", post="operator supervisor", about="recalled product"
    ),
    "console_recall_release": Right(post="operator supervisor finance", about="recall"),
    "console_recall_refuse": Right(post="operator supervisor finance", about="recall"),
    "console_recall_retry": Right(post="operator supervisor finance", about="recall"),
    "console_recall_shelf": Right(post="operator supervisor finance", about="recall", form="ask"),
    # risk and standing
    "console_risk": Right(get="senior supervisor operator"),
    "console_risk_decide": Right(post=SENIORS, about="appeal"),
    "console_risk_account": Right(get="senior supervisor operator", about="account"),
    "console_risk_restrict": Right(post="supervisor operator", about="account"),
    "console_risk_lift": Right(post="senior supervisor operator", about="account"),
    "console_risk_abuse": Right(post="supervisor operator", about="account"),
    "console_shops": Right(get="senior supervisor operator auditor"),
    "console_shop": Right(get="senior supervisor operator auditor", about="shop"),
    "console_propose": Right(post="supervisor operator", about="shop"),
    "console_deposit_term": Right(post="supervisor operator", about="shop"),
    "console_settle_days": Right(post="supervisor operator", about="shop"),
    "console_penalty": Right(get="senior supervisor operator auditor", about="penalty"),
    "console_penalty_act": Right(
        post="senior supervisor operator", about="penalty", form="confirm"
    ),
    # sampled checks and practice
    "console_quality": Right(get=SENIORS),
    "console_quality_check": Right(get=SENIORS, about="check"),
    "console_quality_grade": Right(post=SENIORS, about="check"),
    "console_quality_judge": Right(post=SENIORS, about="check"),
    "console_quality_resend": Right(post=SENIORS, about="check"),
    "console_instants": Right(get=SENIORS),
    "console_instant_look": Right(post=SENIORS, about="instant refund"),
    "console_instant_judge": Right(post="supervisor", about="instant refund"),
    "console_quality_own": Right(get=REVIEWERS),
    "console_quality_answer": Right(post=REVIEWERS, about="graded decision"),
    "console_quality_overview": Right(get="supervisor auditor"),
    "console_practice": Right(get=REVIEWERS),
    "console_practice_case": Right(get=REVIEWERS, post=REVIEWERS, about="practice case"),
    "console_practice_retire": Right(post="supervisor", about="practice case"),
    "console_practice_take": Right(get="supervisor", post="supervisor", about="closed case"),
}
