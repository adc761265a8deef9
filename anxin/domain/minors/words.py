"""The closed vocabulary of minors' claims (未成年人退款)."""

from __future__ import annotations

from typing import Final

RELATIONS: Final = ("mother", "father", "grandparent", "other_guardian")
CONSENTS: Final = ("none", "once", "device_only", "unsure")
"""What the guardian says of consent: none; to another purchase; to using the device; unsure."""

PAPER_KINDS: Final = ("relation", "identity", "device", "chat", "payment", "other")
"""Household register or birth certificate; identity papers; the device; chats; bills; anything."""

PEOPLE: Final = ("guardian", "minor")
REFUSALS: Final = (
    "of_age",
    "no_guardian",
    "not_by_minor",
    "consented",
    "papers_missing",
    "no_orders",
    "decided_before",
    "other",
)
"""Why a claim is refused; words are required beside each."""

OUTCOMES: Final = ("approved", "partly", "rejected", "withdrawn", "lapsed")
RUNNING: Final = ("submitted", "asked", "signing", "paying")
"""Where a claim is not over yet: an account may stand still for it."""

MARKS: Final = ("guardian", "minor", "device", "account", "payee")
"""By what an earlier claim is like this one; shown to the reviewer, decides nothing."""

SAID_CHARACTERS: Final = 1000
