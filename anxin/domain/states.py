"""The lifecycles: for each state, those that may follow. Nothing else moves an order or a case.

An order's refunds are sums on the order, not states; a case and a refund have states of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

Lifecycle = Mapping[str, frozenset[str]]


def _lifecycle(**following: str) -> Lifecycle:
    return {state: frozenset(after.split()) for state, after in following.items()}


ORDER: Lifecycle = _lifecycle(
    awaiting_payment="cooling_off delivering cancelled",
    cooling_off="delivering cancelled",
    delivering="delivered delivery_failed cancelled",
    delivery_failed="delivering cancelled",
    delivered="activated completed",
    activated="completed",
    completed="",
    cancelled="",
)
"""An order: paid orders wait out their cooling-off, are delivered, used and completed."""

CASE: Lifecycle = _lifecycle(
    submitted="needs_evidence merchant_turn platform_review approved rejected withdrawn",
    needs_evidence="submitted merchant_turn platform_review approved rejected withdrawn",
    merchant_turn="submitted platform_review arbitration approved withdrawn",
    platform_review="submitted needs_evidence arbitration approved rejected withdrawn",
    approved="awaiting_return replacing refunding platform_review",
    awaiting_return="refunding platform_review rejected withdrawn",
    replacing="replaced approved refunding platform_review",
    replaced="",
    refunding="refunded",
    refunded="",
    rejected="merchant_turn platform_review appealed",
    appealed="arbitration withdrawn",
    arbitration="approved upheld withdrawn",
    upheld="",
    withdrawn="",
)
"""An after-sale case (售后单), from the buyer's request to the money or the last word.

Back to `submitted`: the buyer changed the request and it is decided anew. `rejected` goes to a
person where a machine had refused (through its merchant, where that was not heard), and to another
person where a person had. `appealed` waits for
an arbiter to take it."""

PAYMENT: Lifecycle = _lifecycle(waiting="captured closed", captured="", closed="captured")
"""A channel's payment. A closed one may still turn out paid: the channel has the last word."""

TENDER: Lifecycle = _lifecycle(held="captured released", captured="", released="")
"""What the platform keeps for the buyer: held until all of the order is paid, else let go."""

REFUND: Lifecycle = _lifecycle(
    reserved="sending succeeded abnormal failed",
    sending="processing succeeded unknown abnormal failed",
    processing="succeeded abnormal failed",
    unknown="processing succeeded abnormal failed",
    abnormal="processing unknown succeeded failed",
    failed="",
    succeeded="reversed",
    reversed="",
)
"""One transfer back to one tender. A wallet's has no channel between: reserved, succeeded. One
whose way is closed before it was sent (too late, too many) is abnormal without a call; one that
was not sent when the channel took the payment back is `failed` for good."""

PENALTY: Lifecycle = _lifecycle(
    proposed="heard unheard dropped",
    heard="confirmed dropped",
    unheard="confirmed dropped",
    confirmed="in_force appealed lifted",
    in_force="appealed rectified lifted",
    appealed="upheld overturned lifted",
    upheld="rectified lifted",
    rectified="in_force upheld lifted",
    dropped="",
    overturned="",
    lifted="",
)
"""A penalty of a merchant. Proposed, and the merchant is heard: it answers (`heard`) or its time
passes (`unheard`). Then another person confirms or drops it. What takes money or closes a shop
waits in `confirmed` until the merchant has had its last word. `upheld` is in force after an appeal,
`rectified` while the platform looks at what the merchant says to have put right. What is over by
itself is `lifted` also while an appeal is open: no appeal makes a penalty longer;
`dropped`, `overturned` and `lifted` leave everything as it was before."""

PENALTY_ENDED = frozenset({"dropped", "overturned", "lifted"})
"""A penalty in one of these does nothing any more."""

CARD_LOCK: Lifecycle = _lifecycle(
    none="wanted",
    wanted="locked used gone ending",
    locked="ending",
    ending="none",
    used="",
    gone="",
)
"""The lock of a refunded card at its issuer. `used` and `gone`: there was nothing left to lock.
`ending`: the case is over without a refund, so the issuer is told to end the lock, whether or not
it was ever made."""

SUPPLIER_ORDER: Lifecycle = _lifecycle(
    wanted="sending",
    sending="accepted unknown sold_out succeeded failed cancelled",
    accepted="sending",
    unknown="sending",
    sold_out="sending failed",
    succeeded="",
    failed="",
    cancelled="",
)
"""An order at a supplier, under one number. `sold_out`: not taken, and tried again for a while."""

SUPPLIER_OPEN = frozenset({"sending", "accepted", "unknown", "sold_out"})
"""While a supplier's order is in one of these it may still arrive: nothing is refunded for it."""

PAYOUT: Lifecycle = _lifecycle(
    checking="requested refused",
    requested="approved refused",
    approved="paid refused",
    paid="returning",
    returning="paid returned",
    refused="",
    returned="",
)
"""Money on its way to its owner's bank: one person approves, another confirms it paid. A buyer's
begins with the question whether its name is right. A bank may send it back after it was paid."""

FEE_CLAIM: Lifecycle = _lifecycle(submitted="approved rejected", approved="", rejected="")
"""A buyer's claim on the fee that a refund kept (F5): decided once."""

OBJECTION: Lifecycle = _lifecycle(submitted="granted rejected", granted="", rejected="")
"""A merchant's objection to a refund that a machine charged to it: decided once."""

COMPENSATION: Lifecycle = _lifecycle(proposed="paid dropped lapsed", paid="", dropped="", lapsed="")
"""Money beside a refund: proposed by one senior, paid when another has signed, and lapsed if
nobody does."""

COMPLAINT: Lifecycle = _lifecycle(open="answered", answered="")
"""A complaint raised outside: open until somebody says what it was answered."""

RECALL: Lifecycle = _lifecycle(
    frozen="running refused", running="done partial", partial="running", done="", refused=""
)
"""A recall: its list is frozen until a second person releases it. One that is over with rows that
failed is `partial`: these may be tried again."""

RECALL_LINE: Lifecycle = _lifecycle(pending="done failed", failed="pending", done="")
"""One order of a recall. What failed may be tried again."""

PIECE: Lifecycle = _lifecycle(
    received="read refused removed", read="removed", refused="removed", removed=""
)
"""A piece of evidence: received until it is read or refused; removed by its buyer while it is
no part of a case."""

RISK_APPEAL: Lifecycle = _lifecycle(
    checking="submitted mismatched",
    mismatched="checking lapsed",
    submitted="accepted rejected",
    accepted="",
    rejected="",
    lapsed="",
)
"""An appeal of a restricted account: the identity is checked, then a person decides."""

IDENTITY_CHECK: Lifecycle = _lifecycle(
    waiting="confirmed not_confirmed unanswered", confirmed="", not_confirmed="", unanswered=""
)
"""A question to the real-name provider; its name and number are kept sealed only while it waits."""

MINOR_CLAIM: Lifecycle = _lifecycle(
    draft="submitted withdrawn lapsed",
    submitted="asked signing paying decided rejected withdrawn",
    asked="submitted withdrawn",
    signing="submitted paying",
    paying="decided signing submitted",
    decided="",
    rejected="",
    withdrawn="",
    lapsed="",
)
"""A guardian's claim. `asked`: papers are waited for and the clock stands still. `signing`: another
senior has to sign. `paying`: approved orders are being given back, one by one; what cannot be is
a supervisor's, who ends it or has it decided again."""

MINOR_CLAIM_FREEZES = frozenset("submitted asked signing paying".split())
"""While a claim is in one of these the account shows no secret and buys nothing."""

QUALITY_CHECK: Lifecycle = _lifecycle(
    waiting="graded",
    graded="agreed objected silent",
    objected="confirmed taken_back",
    agreed="",
    silent="",
    confirmed="",
    taken_back="",
)
"""A decision drawn to be checked: graded once, answered once by who decided, and an objection
judged by another checker, who confirms the grade or takes it back. `silent`: not answered in
time, which counts as agreed."""

QUALITY_CHECK_OPEN = frozenset({"waiting", "graded", "objected"})
"""Where a check waits for somebody, each with a deadline."""

INSTANT_LOOK: Lifecycle = _lifecycle(
    waiting="right doubted", doubted="let_be abuse", right="", let_be="", abuse=""
)
"""A refund that was paid before review, looked at by sample: fine, or it should have been reviewed
first, and then a supervisor records an abuse of the buyer's or lets it be. No money moves."""

INSTANT_LOOK_OPEN = frozenset({"waiting", "doubted"})

UNDELIVERED = frozenset({"cooling_off", "delivering", "delivery_failed"})
SERVED = frozenset({"delivered", "activated", "completed"})
CASE_OPEN = frozenset(
    "submitted needs_evidence merchant_turn platform_review appealed arbitration".split()
    + ["approved", "awaiting_return", "replacing", "refunding"]
)
"""While a case is in one of these the secret is not shown and delivery stands still."""

DISPUTED = CASE_OPEN - {"refunding"}
"""While a case is in one of these its sum is frozen; in `refunding` it is reserved already. Each
has a deadline."""

UNDECIDED = frozenset("submitted needs_evidence merchant_turn platform_review".split())
"""Where a case stands before anybody has decided it: it can be changed and withdrawn."""

BUYERS_TURN = frozenset({"needs_evidence", "awaiting_return"})
"""Where nobody but the buyer can go on: the clock of the others stands still."""

PROPOSAL: Lifecycle = _lifecycle(
    open="accepted declined countered lapsed", accepted="", declined="", countered="", lapsed=""
)
"""What one side offers the other to settle a case by. Accepted, it decides the case."""

QUOTED_AS = {"delivery_failed": "delivering"}
"""Order states that the policy knows under another word (a failed delivery is being retried)."""


class IllegalMove(Exception):
    """A lifecycle was asked for a step it does not have: a broken rule, never the user's doing."""


def check_path(*, lifecycle: Lifecycle, path: tuple[str, ...]) -> None:
    """Make sure that each state of `path` may follow the one before it.

    >>> check_path(lifecycle=ORDER, path=("cooling_off", "delivering", "delivered"))

    Raises `IllegalMove` at the first step that the lifecycle does not have.
    """
    for before, after in pairwise(path):
        if after not in lifecycle[before]:
            raise IllegalMove(f"{before} -> {after}")
