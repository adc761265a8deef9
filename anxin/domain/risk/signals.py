"""The signals and what each weighs, as data, with the thought behind each number.

A signal is what honest people do now and then and others do often: so some of it is free
(`allowed`), each more weighs `each`, and all of it never more than `most`. No family of signals
reaches `FLAG_AT` by itself, however much there is of it: one habit is no fraud. Only facts, which
nobody does by mistake, flag alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FLAG_AT: Final = 60
"""From this score on an account is restricted: its requests are decided by a senior."""

NOTE_EASES: Final = 3
NOTES_EASE_AT_MOST: Final = 0.5
"""A note (比价, 误拍) takes `NOTE_EASES` off, up to half of what cancels and returns weigh: words
cost nothing, so they ease what they explain and no more."""

IDENTITY_EASES: Final = 10
"""Who gave his name has more to lose; it eases what is only suspected, never a fact."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal: its code, the family it belongs to, and what it weighs."""

    code: str
    family: str
    allowed: int
    each: int
    most: int
    thought: str
    is_fact: bool = False


SIGNALS: Final = (
    Signal("cancels", "frequency", 3, 4, 24,
           "Cancels in cooling-off, 7 days. They lock stock; comparing prices is a right, so three "
           "are free. A merchant who did not deliver is not the buyer's cancel."),
    Signal("returns", "frequency", 3, 4, 24,
           "Refunds on the buyer's side, 30 days. Each was within the policy, so only the habit "
           "weighs. Refunds for a fault are not in here."),
    Signal("after_view", "usage", 1, 8, 24,
           "Refunds of codes that had been viewed, 90 days, where no issuer said that they were "
           "invalid: a seen code may have been copied. One bad card is bad luck."),
    Signal("contradicted", "usage", 0, 10, 30,
           "Requests that the records contradict, 90 days: 'not received' for a viewed code, "
           "'invalid' for one used after delivery. Can be an error, hence three to the most."),
    Signal("doubted", "pictures", 0, 10, 25,
           "Pieces with traces of editing or reuse, 90 days, whose case was not granted after all. "
           "A reader of pictures errs, so it takes company to flag."),
    Signal("reused", "pictures", 0, 15, 30,
           "Pictures that another account had sent before, 90 days: whoever sends somebody else's "
           "picture shows nothing of his own order. Families share pictures, too."),
    Signal("linked_restricted", "links", 0, 15, 30,
           "Accounts that share a device, a delivery target, a payer or an identity and are "
           "restricted for reasons of their own. Nobody is judged by his flatmate alone, nor by "
           "who in the family pays."),
    Signal("linked_returning", "links", 1, 5, 20,
           "Linked accounts with three or more refunds on their own side in 30 days: many accounts "
           "that each stay below the limit. One such relative is free."),
    Signal("to_wallet", "money", 2, 4, 12,
           "Refunds taken to the wallet of what a channel paid, on the buyer's side, 30 days. It "
           "is offered, so it weighs little; often it is how money changes its colour."),
    Signal("payers", "money", 2, 4, 12,
           "People who paid for one account through a channel, 30 days. Parents and partners pay, "
           "and one person has an id with each channel, so two are free; many strangers who pay "
           "for one account are how stolen money is spent."),
    Signal("used_after_refund", "fact", 0, 70, 100,
           "A refunded card that its issuer says was used after the refund.", is_fact=True),
    Signal("abuse", "fact", 0, 70, 100,
           "Abuse that was established and recorded with its basis: a chargeback after a refund, "
           "forged evidence, somebody else's card.", is_fact=True),
)  # fmt: skip

CODES: Final = tuple(signal.code for signal in SIGNALS)
LINKS: Final = "links"
EASED: Final = ("cancels", "returns")

ABUSES: Final = ("chargeback_after_refund", "forged_evidence", "stolen_payment", "other")
"""Kinds of established abuse, as they are recorded."""

SAID_CHARACTERS: Final = 500
"""The longest note, basis or answer in words."""

MARK_KINDS: Final = ("device", "target", "address", "payer", "identity")
"""What links accounts: the browser's own number, who was topped up, where it was sent, who paid
through a channel (and so is who refunds go to), who it is. None weighs more than another: a parent
pays for children, friends for one another. Links order whom a person looks at first."""

PART: Final = "part"
"""One of several things that were typed for a top-up. It links nobody: half a world plays on one
server. It only says whether an account topped up what a guardian names."""
