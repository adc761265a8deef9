"""Differences planted into bills, the same for every gateway, so that a shop has some to find.

A bill is made from the book anew at each asking. Switches of kind `bill_*` change it as long as
they wait: the same switches always make the same bill. `on` is `<rail>.bill.payment` or
`<rail>.bill.refund`; `count` is how many lines of a bill are changed, the earliest first; `rate`
and `seed` choose lines by their numbers.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sandbox.book import Tx
from sandbox.kinds import BILL_KINDS
from sandbox.switches import Switch, list_switches

PAYMENT, REFUND = "payment", "refund"


@dataclass(frozen=True)
class Line:
    """One payment or refund of a bill. `fee_fen`: what the gateway keeps; negative: gives back.

    `refund_no` is the merchant's number of a refund, `refund_id` the gateway's.
    """

    kind: str
    out_trade_no: str
    trade_no: str
    amount_fen: int
    fee_fen: int
    created_at: float
    done_at: float
    subject: str = ""
    refund_no: str = ""
    refund_id: str = ""
    remark: str = ""
    status: str = "SUCCESS"


@dataclass(frozen=True)
class Planted:
    """A bill's lines as they are shown, those that its totals are summed from, and its end."""

    lines: Sequence[Line]
    summed: Sequence[Line]
    truncated: bool


def plant(*, tx: Tx, rail: str, lines: Sequence[Line]) -> Planted:
    """Change a bill as the switches say."""
    switches = [switch for switch in list_switches(tx=tx) if switch.kind in BILL_KINDS]
    shown = list(lines)
    for switch in switches:
        if switch.kind in HONEST:
            shown = _apply(switch, rail, shown, HONEST[switch.kind])
    summed = list(shown)
    for switch in switches:
        if switch.kind == "bill_tampered":
            shown = _apply(switch, rail, shown, _amount_off)
    truncated = any(s.kind == "bill_truncated" and s.fits(**_place(rail)) for s in switches)
    return Planted(shown, summed, truncated)


def _place(rail: str, line: Line | None = None) -> dict[str, str]:
    """Where a switch is asked whether it fits: a line of a bill, or the whole of it."""
    if line is None:
        return {"place": f"{rail}.bill", "out_trade_no": ""}
    return {"place": f"{rail}.bill.{line.kind}", "out_trade_no": line.out_trade_no}


Change = Callable[[Line, Switch], Sequence[Line]]


def _apply(switch: Switch, rail: str, lines: Sequence[Line], change: Change) -> list[Line]:
    """Change the lines that a switch chooses."""
    left = len(lines) if switch.count is None else switch.count
    changed: list[Line] = []
    for line in lines:
        chosen = left > 0 and switch.fits(**_place(rail, line)) and _is_chosen(switch, line)
        made = change(line, switch) if chosen else [line]
        left -= made != [line]
        changed += made
    return changed


def _is_chosen(switch: Switch, line: Line) -> bool:
    """By the line's numbers, so that a bill asked for twice is the same."""
    named = f"{switch.seed}:{line.out_trade_no}:{line.refund_no}"
    return random.Random(named).random() < switch.rate


def _missing(line: Line, switch: Switch) -> Sequence[Line]:
    return []


def _extra_refund(line: Line, switch: Switch) -> Sequence[Line]:
    """A refund made by hand in the gateway's console: the shop has never heard of its number."""
    if line.kind != PAYMENT:
        return [line]
    extra = replace(
        line,
        kind=REFUND,
        amount_fen=min(switch.options["fen"], line.amount_fen),
        fee_fen=0,
        refund_no=f"{line.trade_no}001",
        refund_id=f"5{line.trade_no}001",
        created_at=line.done_at,
        remark="后台退款，客服协商",
    )
    return [line, extra]


def _amount_off(line: Line, switch: Switch) -> Sequence[Line]:
    return [replace(line, amount_fen=line.amount_fen + switch.options["fen"])]


def _fee_off(line: Line, switch: Switch) -> Sequence[Line]:
    return [replace(line, fee_fen=line.fee_fen + switch.options["fen"])]


def _processing(line: Line, switch: Switch) -> Sequence[Line]:
    """A refund that was under way when the bill was made; no later bill puts it right."""
    return [replace(line, status="PROCESSING") if line.kind == REFUND else line]


HONEST: Mapping[str, Change] = {
    "bill_missing": _missing,
    "bill_extra_refund": _extra_refund,
    "bill_amount_off": _amount_off,
    "bill_fee_off": _fee_off,
    "bill_processing": _processing,
}
"""What is changed before the totals are summed: such a bill agrees with itself."""
