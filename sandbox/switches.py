"""The switches: which calls and notices go wrong, how, and how often.

A switch waits in the book until a call or notice fits it. With a count it is used up; with a rate
it acts by chance, and the same seed always has the same luck.
"""

from __future__ import annotations

import json
import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from sandbox.book import Tx

# Kind -> its options and what they are if not given.
CALL_KINDS: Mapping[str, Mapping[str, object]] = {
    "timeout_before_commit": {"seconds": 20},
    "timeout_after_commit": {"seconds": 20},
    "error_500_after_commit": {},
    "system_error": {"commit": False},
    "bad_signature": {},
    "no_signature": {},
    "seller_balance_not_enough": {},
}
FORGERIES = ("wrong_signature", "other_key", "wrong_amount", "other_app")
NOTICE_KINDS: Mapping[str, Mapping[str, object]] = {
    "duplicate": {"copies": 1},
    "late": {"seconds": 5},
    "reordered": {"seconds": 30},
    "lost": {"times": 1},
    "forged": {"how": list(FORGERIES)},
}
KINDS = {**CALL_KINDS, **NOTICE_KINDS}
LONGEST_HOLD_S = 60


class WrongSwitchError(ValueError):
    """What was asked for is no switch; the message says why."""


@dataclass(frozen=True)
class Switch:
    """One switch, as it is set and as it is listed."""

    kind: str
    on: str = "*"
    out_trade_no: str | None = None
    count: int | None = None
    rate: float = 1.0
    seed: int = 0
    options: Mapping[str, object] = field(default_factory=dict)
    id: int = 0
    draws: int = 0

    @property
    def seconds(self) -> float:
        """How long to hold or to wait."""
        return float(str(self.options["seconds"]))

    def fits(self, *, place: str, out_trade_no: str) -> bool:
        """Whether it is meant for this call or notice."""
        return fnmatchcase(place, self.on) and self.out_trade_no in (None, out_trade_no)

    def strikes(self) -> bool:
        """Whether this time is one of its times."""
        return random.Random(f"{self.seed}:{self.draws}").random() < self.rate

    def as_json(self) -> dict[str, object]:
        """What is told of it."""
        shown = {name: getattr(self, name) for name in (*COMMON, "id")}
        return {**shown, **self.options}


COMMON = ("kind", "on", "out_trade_no", "count", "rate", "seed")


def read_switch(*, given: object) -> Switch:
    """A switch from what came over the wire; raises WrongSwitchError."""
    if not isinstance(given, dict) or given.get("kind") not in KINDS:
        raise WrongSwitchError(f"kind must be one of {', '.join(KINDS)}")
    known = KINDS[given["kind"]]
    strangers = sorted(set(given) - set(COMMON) - set(known))
    if strangers:
        raise WrongSwitchError(f"{given['kind']} knows no {', '.join(strangers)}")
    common = {name: value for name, value in given.items() if name in COMMON}
    options = {name: given.get(name, value) for name, value in known.items()}
    if isinstance(options.get("how"), str):
        options["how"] = [options["how"]]
    switch = Switch(**common, options=options)
    _check(switch)
    return switch


def _check(switch: Switch) -> None:
    """Refuse values that would only show when the switch acts."""
    numbers = {name: value for name, value in switch.options.items() if name not in ("how",)}
    checks = {
        "on must be a text": isinstance(switch.on, str),
        "out_trade_no must be a text": isinstance(switch.out_trade_no, str | None),
        "count must be a positive whole number": _is_count(switch.count, missing=True),
        "rate must be between 0 and 1": _is_number(switch.rate) and 0 <= switch.rate <= 1,
        "seed must be a whole number": isinstance(switch.seed, int),
        "seconds must not be negative": _is_number(numbers.get("seconds", 0)),
        f"seconds must be at most {LONGEST_HOLD_S}": switch.kind not in CALL_KINDS
        or not _is_number(numbers.get("seconds", 0))
        or switch.options.get("seconds", 0) <= LONGEST_HOLD_S,  # type: ignore[operator]
        "commit must be true or false": isinstance(numbers.get("commit", True), bool),
        "copies must be a positive whole number": _is_count(numbers.get("copies", 1)),
        "times must be a positive whole number": _is_count(numbers.get("times", 1)),
        f"how must be of {', '.join(FORGERIES)}": _are_forgeries(switch.options.get("how", [])),
    }
    wrong = [message for message, holds in checks.items() if not holds]
    if wrong:
        raise WrongSwitchError("; ".join(wrong))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _is_count(value: object, *, missing: bool = False) -> bool:
    return (missing and value is None) or (
        isinstance(value, int) and not isinstance(value, bool) and value > 0
    )


def _are_forgeries(value: object) -> bool:
    return isinstance(value, list) and all(how in FORGERIES for how in value)


def add_switch(*, tx: Tx, switch: Switch) -> int:
    """Set a switch; returns its number."""
    cursor = tx.execute(
        "INSERT INTO switch (kind, place, out_trade_no, remaining, rate, seed, options)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [switch.kind, switch.on, switch.out_trade_no, switch.count, switch.rate, switch.seed,
         json.dumps(switch.options)],
    )  # fmt: skip
    return int(cursor.lastrowid or 0)


def list_switches(*, tx: Tx) -> list[Switch]:
    """The switches that still wait, oldest first."""
    return [
        Switch(
            kind=row["kind"],
            on=row["place"],
            out_trade_no=row["out_trade_no"],
            count=row["remaining"],
            rate=row["rate"],
            seed=row["seed"],
            options=json.loads(row["options"]),
            id=row["id"],
            draws=row["draws"],
        )
        for row in tx.execute("SELECT * FROM switch ORDER BY id")
    ]


def remove_switches(*, tx: Tx, switch_id: int | None = None) -> None:
    """Take one switch away, or all."""
    tx.execute("DELETE FROM switch WHERE id = coalesce(?, id)", [switch_id])


def take_switches(
    *, tx: Tx, kinds: Collection[str], place: str, out_trade_no: str, most: int = 99
) -> dict[str, Switch]:
    """The switches that act on this call or notice, at most one of each kind; their use counts."""
    acting: dict[str, Switch] = {}
    for switch in list_switches(tx=tx):
        wanted = switch.kind in kinds and switch.kind not in acting and len(acting) < most
        if not wanted or not switch.fits(place=place, out_trade_no=out_trade_no):
            continue
        tx.execute("UPDATE switch SET draws = draws + 1 WHERE id = ?", [switch.id])
        if switch.strikes():
            tx.execute("UPDATE switch SET remaining = remaining - 1 WHERE id = ?", [switch.id])
            acting[switch.kind] = switch
    tx.execute("DELETE FROM switch WHERE remaining <= 0")
    return acting
