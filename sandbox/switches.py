"""The switches: which calls and notices go wrong, how, and how often.

A switch waits in the book until a call or notice fits it. With a count it is used up; with a rate
it acts by chance, and the same seed always has the same luck.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from sandbox.book import Tx
from sandbox.kinds import FORGERIES, HELD_KINDS, KINDS

LONGEST_HOLD_S = 60
YEAR_S = 365 * 86_400


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
    options: Mapping[str, Any] = field(default_factory=dict)
    id: int = 0
    draws: int = 0

    @property
    def seconds(self) -> float:
        """How long to hold or to wait."""
        return float(self.options["seconds"])

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


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


COMMON = ("kind", "on", "out_trade_no", "count", "rate", "seed")
WANTED: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "on": ("a text", lambda value: isinstance(value, str)),
    "out_trade_no": ("a text", lambda value: isinstance(value, str | None)),
    "count": ("a positive whole number", lambda value: value is None or _is_count(value)),
    "rate": ("between 0 and 1", lambda value: _is_number(value) and 0 <= value <= 1),
    "seed": ("a whole number", lambda value: isinstance(value, int)),
    "seconds": ("from 0 to a year's", lambda value: _is_number(value) and 0 <= value <= YEAR_S),
    "commit": ("true or false", lambda value: isinstance(value, bool)),
    "copies": ("from 1 to 100", lambda value: _is_count(value) and value <= 100),
    "times": ("a positive whole number", _is_count),
    "fen": ("a whole number but 0", lambda value: _is_count(value) or _is_count(-value)),
    "how": (
        f"of {', '.join(FORGERIES)}",
        lambda value: isinstance(value, list) and all(how in FORGERIES for how in value),
    ),
}


def read_switch(*, given: object) -> Switch:
    """A switch from what came over the wire; raises WrongSwitchError."""
    if not isinstance(given, dict) or str(given.get("kind")) not in KINDS:
        raise WrongSwitchError(f"kind must be one of {', '.join(KINDS)}")
    known = KINDS[str(given["kind"])]
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
    values = {name: getattr(switch, name) for name in COMMON[1:]} | dict(switch.options)
    wrong = [
        f"{name} must be {WANTED[name][0]}"
        for name, value in values.items()
        if not WANTED[name][1](value)
    ]
    if not wrong and switch.kind in HELD_KINDS and values.get("seconds", 0) > LONGEST_HOLD_S:
        wrong = [f"seconds must be at most {LONGEST_HOLD_S}: a call is not held for longer"]
    if wrong:
        raise WrongSwitchError("; ".join(wrong))


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
    *, tx: Tx, kinds: Collection[str], place: str, out_trade_no: str, limit: int = len(KINDS)
) -> dict[str, Switch]:
    """The switches that act on this call or notice, at most one of each kind.

    They count as used: what is taken here and then rolled back is as if never taken.
    """
    acting: dict[str, Switch] = {}
    for switch in list_switches(tx=tx):
        wanted = switch.kind in kinds and switch.kind not in acting and len(acting) < limit
        if not wanted or not switch.fits(place=place, out_trade_no=out_trade_no):
            continue
        tx.execute("UPDATE switch SET draws = draws + 1 WHERE id = ?", [switch.id])
        if switch.strikes():
            tx.execute("UPDATE switch SET remaining = remaining - 1 WHERE id = ?", [switch.id])
            acting[switch.kind] = switch
    tx.execute("DELETE FROM switch WHERE remaining <= 0")
    return acting
