"""What the form asks besides the reason, for every reason and kind of product, as one table.

A reason asks only for what a reviewer of it needs and no record has (MISSION C3, C4, D5). All of it
may be left empty: what is asked helps, it is never a condition.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked. `form`: `text`, `number`, `choice`, or `order` (a number of ours).

    `most`: the longest text in characters, or the largest number.
    """

    name: str
    form: str
    most: int = 0
    choices: tuple[str, ...] = ()


FIELDS: Final[Mapping[str, Field]] = {
    field.name: field
    for field in (
        Field("shown", "text", 80),
        Field("tried_on", "text", 40),
        Field("account_right", "choice", choices=("yes", "no", "unsure")),
        Field("came_to", "text", 40),
        Field("arrived_at", "text", 40),
        Field("courier_said", "text", 80),
        Field("page_said", "text", 80),
        Field("got", "text", 80),
        Field("arrived", "number", 1_000_000),
        Field("broken", "text", 80),
        Field("since", "choice", choices=("at_once", "later")),
        Field(
            "wrong_part", "choice", choices=("kind", "denomination", "region", "account", "units")
        ),
        Field("meant", "text", 60),
        Field("keep", "order", 40),
        Field("game", "text", 60),
        Field("trade_no", "text", 64),
    )
}
"""Every field by its name, which is also its name in the form and in what is stored."""

OTHERWISE: Final = "otherwise"

_ASKED: Final[Mapping[str, Mapping[str, str]]] = {
    "card_invalid": {OTHERWISE: "shown tried_on"},
    "not_received": {
        "card_secret": "",
        "physical": "courier_said",
        OTHERWISE: "account_right",
    },
    "top_up_failed": {OTHERWISE: "account_right shown"},
    "credited_wrongly": {OTHERWISE: "came_to got"},
    "arrived_late": {"card_secret": "", OTHERWISE: "arrived_at"},
    "not_as_described": {OTHERWISE: "page_said got"},
    "wrong_item": {OTHERWISE: "got"},
    "partly_delivered": {OTHERWISE: "arrived"},
    "quality": {OTHERWISE: "broken since"},
    "mistake": {OTHERWISE: "wrong_part meant"},
    "unwanted": {OTHERWISE: ""},
    "no_reason": {OTHERWISE: ""},
    "duplicate_order": {OTHERWISE: "keep"},
    "price_changed": {OTHERWISE: ""},
    "game_outage": {OTHERWISE: "game"},
    "wrong_payment": {OTHERWISE: ""},
    "paid_twice": {OTHERWISE: "trade_no"},
    "system_duplicate": {OTHERWISE: "trade_no"},
}
"""For each reason what it asks, by kind of product; a kind that is not named asks the rest."""

_PROOFS: Final[Mapping[str, Mapping[str, str]]] = {
    "card_invalid": {OTHERWISE: "activation_screen"},
    "not_received": {
        "top_up": "carrier_record",
        "membership": "account_page",
        "service": "account_page",
        "physical": "courier_record",
    },
    "top_up_failed": {OTHERWISE: "carrier_record"},
    "credited_wrongly": {OTHERWISE: "carrier_record"},
    "arrived_late": {
        "top_up": "carrier_record",
        "membership": "account_page",
        "service": "account_page",
        "physical": "courier_record",
    },
    "partly_delivered": {
        "top_up": "carrier_record",
        "membership": "account_page",
        "service": "account_page",
        "physical": "unpacking",
    },
    "not_as_described": {"physical": "unpacking", OTHERWISE: "beside_page"},
    "wrong_item": {"card_secret": "activation_screen", "physical": "unpacking",
                   OTHERWISE: "account_page"},
    "quality": {"card_secret": "activation_screen", "physical": "unpacking",
                OTHERWISE: "account_page"},
    "paid_twice": {OTHERWISE: "both_payments"},
    "system_duplicate": {OTHERWISE: "both_payments"},
}  # fmt: skip
"""What a picture should show so that it settles the matter: whose record, for which product."""

_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_NUMBER: Final = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,2})?")
_ORDER_NO: Final = re.compile(r"[0-9A-Za-z]{8,40}")


def asked_by(*, reason: str, kind: str) -> tuple[str, ...]:
    """Return the names of what a reason asks about a kind of product, in the form's order.

    >>> asked_by(reason="not_received", kind="top_up")
    ('account_right',)
    """
    of_reason = _ASKED[reason]
    return tuple(of_reason.get(kind, of_reason.get(OTHERWISE, "")).split())


def may_ask(*, reason: str) -> frozenset[str]:
    """Return the names of what a reason asks about some kind of product."""
    return frozenset(name for names in _ASKED.get(reason, {}).values() for name in names.split())


def proof_of(*, reason: str, kind: str) -> str:
    """Return what a picture should show to settle it; empty where no picture is of any use."""
    of_reason = _PROOFS.get(reason, {})
    return of_reason.get(kind, of_reason.get(OTHERWISE, ""))


def keep_asked(*, said: Mapping[str, str], reason: str | None, kind: str) -> dict[str, str]:
    """Return of what was said only that which the reason asks about this kind of product."""
    names = asked_by(reason=reason, kind=kind) if reason else ()
    return {name: said[name] for name in names if said.get(name)}


def read_fields(*, sent: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what was filled in, trimmed, and per field the code of what is wrong with it.

    Codes: `too_long`, `not_listed`, `not_a_number`, `too_much`, `unreadable`, `no_order_no`.

    >>> read_fields(sent={"arrived": " 30 ", "since": "never", "got": ""})
    ({'arrived': '30'}, {'since': 'not_listed'})
    """
    said: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for name, text in sent.items():
        value = text.strip()
        if not value:
            continue
        problem = _problem(FIELDS[name], value)
        if problem:
            wrong[name] = problem
        else:
            said[name] = value
    return said, wrong


def _problem(field: Field, value: str) -> str:
    if _UNWRITABLE.search(value):
        return "unreadable"
    if field.form == "choice":
        return "" if value in field.choices else "not_listed"
    if field.form == "number":
        return _number_problem(field, value)
    if field.form == "order":
        return "" if _ORDER_NO.fullmatch(value) else "no_order_no"
    return "too_long" if len(value) > field.most else ""


def _number_problem(field: Field, value: str) -> str:
    if not _NUMBER.fullmatch(value):
        return "not_a_number"
    return "too_much" if float(value) > field.most else ""
