"""Holding what was read against the records: what agrees, what contradicts, what cannot be told.

Our own records are the only thing that catches a well-made forgery; the pixels of a screenshot
tell next to nothing (docs/evidence.md). Everything is compared folded, so that a reader's slip
between O and 0 accuses nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from difflib import SequenceMatcher
from typing import Final

from anxin.domain.evidence.folding import fold
from anxin.domain.evidence.pieces import Field, Finding, Line
from anxin.domain.evidence.records import CARDS_FAULT, Records
from anxin.domain.evidence.trade_numbers import LENGTH, trade_number

CHINA: Final = timezone(timedelta(hours=8))
"""The zone of the clocks on pages; one offset since 1991."""

CLOCK_SLIP = timedelta(minutes=10)
"""How far a phone's clock, or a page that shows no seconds, may be from ours. Not measured: no
pictures of real phones were at hand; wide, as too narrow a limit would accuse the honest."""

SAME_MOMENT = timedelta(minutes=2)
"""A time this near to something on record is that something. Not measured: a page without seconds
is up to one minute off, a channel's clock was given another."""

SHORTEST_PART = 6
"""A code read in part is recognised by so many characters in a row. Not measured."""

CLOSE = 0.85
"""Numbers alike to this degree are the same one misread. A reader drops one of three equal letters,
for instance. Nobody gains by a number that is nearly right: who can draw it could draw it right.

Measured on drawn numbers, 20 000 pairs of each sort: those of two payments of one day are alike to
.82 at most, two order numbers to .42, two codes of twelve characters to .50, two of ten digits to
.80. Of 28 digits three misread leave .86 at least; of twelve characters one leaves .92 and two .83,
so two are too many there.
"""
SHORTEST_CLOSE = 10
"""Shorter numbers are like too many others; of ten digits see above."""

A_DAY = timedelta(days=1)
"""A payment about midnight has its number of one day and its time of the next."""


def compare(*, fields: Sequence[Field], lines: Sequence[Line], records: Records) -> list[Finding]:
    """Return what each field says beside the records, and what the lines say of the account."""
    findings: list[Finding] = []
    for name, check in _CHECKS.items():
        findings += check([field for field in fields if field.name == name], records)
    return [*findings, *_trade_days(fields, records), *_accounts(lines, records)]


def _finding(field: Field, code: str, weight: str, **params: str) -> Finding:
    return Finding(code, weight, {"value": field.value, **params}, field.box, field.page)


def _order_nos(fields: list[Field], records: Records) -> Iterator[Finding]:
    own, others = fold(records.order_no), {fold(no) for no in records.other_order_nos}
    for field in fields:
        read = fold(field.value)
        if _same_code(read, own):
            yield _finding(field, "order_no_same", "agrees")
        elif any(_same_code(read, other) for other in others):
            yield _finding(field, "order_no_other", "contradicts")
        elif _is_close(read, [own]):
            yield _finding(field, "order_no_close", "agrees")
        elif len(read) == len(own):
            yield _finding(field, "order_no_unknown", "contradicts")
        else:
            yield _finding(field, "order_no_foreign", "hint")


def _payment_numbers(
    known: Callable[[Records], Sequence[str]], name: str
) -> Callable[[list[Field], Records], Iterator[Finding]]:
    def check(fields: list[Field], records: Records) -> Iterator[Finding]:
        ours = [fold(no) for no in known(records)]
        for field in fields:
            read = fold(field.value)
            same = any(_same_code(read, one) for one in ours)
            if same:
                yield _finding(field, f"{name}_same", "agrees")
            elif _is_close(read, ours):
                yield _finding(field, f"{name}_close", "agrees")
            elif ours:
                yield _finding(field, f"{name}_unknown", "contradicts")

    return check


def _amounts(fields: list[Field], records: Records) -> Iterator[Finding]:
    """One of the sums shown is enough: pages show balances, discounts and other orders as well."""
    same = [field for field in fields if _fen(field.value) in records.amounts_fen]
    for field in same:
        yield _finding(field, "amount_same", "agrees")
    if fields and not same:
        best = max(fields, key=lambda field: field.confidence)
        yield _finding(best, "amount_differs", "contradicts")


def _fen(value: str) -> int | None:
    """Return an amount of a page in fen.

    >>> _fen("259.1")
    25910
    """
    whole, _, part = value.partition(".")
    if not (whole.isascii() and whole.isdecimal() and len(part) <= 2 and len(whole) < 12):
        return None
    if part and not (part.isascii() and part.isdecimal()):
        return None
    return int(whole) * 100 + int(part.ljust(2, "0"))


def _times(fields: list[Field], records: Records) -> Iterator[Finding]:
    """A page's latest time tells when it was taken, at the earliest."""
    times = [(at, field) for field in fields if (at := _moment(field.value))]
    events = [at for at in (records.placed_at, records.paid_at, records.delivered_at) if at]
    on_record = [
        field for at, field in times if any(abs(at - event) <= SAME_MOMENT for event in events)
    ]
    for field in on_record:
        yield _finding(field, "time_on_record", "agrees")
    if times and not on_record:
        at, field = max(times, key=lambda pair: pair[0])
        yield _finding(field, *_time_says(at, records))


def _time_says(at: datetime, records: Records) -> tuple[str, str]:
    if at > records.now + CLOCK_SLIP:
        return "time_in_future", "contradicts"
    if at < records.placed_at - CLOCK_SLIP:
        return "time_before_order", "contradicts"
    if records.delivered_at and at < records.delivered_at - CLOCK_SLIP:
        return "time_before_delivery", "hint"
    return "time_fits", "agrees"


def _moment(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value).replace(tzinfo=CHINA).astimezone(UTC)
    except ValueError:
        return None


def _card_codes(fields: list[Field], records: Records) -> Iterator[Finding]:
    codes = [fold(code) for code in records.codes]
    for field in fields:
        read = fold(field.value)
        if not codes or len(read) < SHORTEST_PART:
            continue
        if any(_same_code(read, code) or _is_part(read, code) for code in codes):
            yield _finding(field, "card_code_same", "agrees")
        elif _is_close(read, codes):
            yield _finding(field, "card_code_close", "agrees")
        else:
            yield _finding(field, "card_code_other", "contradicts")


def _same_code(read: str, known: str) -> bool:
    return bool(known) and read == known


def _is_close(read: str, known: Iterable[str]) -> bool:
    if len(read) < SHORTEST_CLOSE:
        return False
    return any(
        SequenceMatcher(None, read, one).ratio() >= CLOSE and _may_be_of_its_day(read, one)
        for one in known
    )


def _may_be_of_its_day(read: str, known: str) -> bool:
    """Whether a number can be a known one misread as far as the day in it goes.

    The day is eight of twenty-eight digits: with another one in it a number would still be close.
    """
    structure = trade_number(known)
    if structure is None or len(read) != LENGTH:
        return True
    day = _day_in(read)
    return day is not None and _is_near(day, {structure.day})


def _trade_days(fields: Sequence[Field], records: Records) -> Iterator[Finding]:
    """Payments' numbers whose day is neither the payment's nor that of a time on the same page.

    Where the number is the payment's own, the times are all that differs, and those of a later
    refund honestly do. Without a payment's number on record nothing is proven either.
    """
    ours = [fold(no) for no in records.trade_nos]
    paid = {day for no in ours if (day := _day_in(no))}
    if records.paid_at:
        paid.add(records.paid_at.astimezone(CHINA).date())
    for field in fields:
        read = fold(field.value)
        day = _day_in(read) if field.name == "trade_no" else None
        if day and not (_is_near(day, paid) and _is_near(day, _days_shown(fields, field.page))):
            is_ours = read in ours or _is_close(read, ours)
            weight = "contradicts" if ours and not is_ours else "hint"
            yield _finding(field, "trade_no_day_differs", weight, day=day.isoformat())


def _day_in(number: str) -> date | None:
    structure = trade_number(number)
    return structure.day if structure else None


def _days_shown(fields: Sequence[Field], page: int) -> set[date]:
    times = (_moment(one.value) for one in fields if one.name == "time" and one.page == page)
    return {at.astimezone(CHINA).date() for at in times if at}


def _is_near(day: date, days: Collection[date]) -> bool:
    """Whether a day is one of some, or next to one; any is where there are none to compare."""
    return not days or any(abs(day - one) <= A_DAY for one in days)


def _is_part(read: str, known: str) -> bool:
    """Whether one is the other in part: a code cut by the picture's edge or joined with a word."""
    shorter, longer = sorted((read, known), key=len)
    return len(shorter) >= SHORTEST_PART and shorter in longer


def _error_codes(fields: list[Field], records: Records) -> Iterator[Finding]:
    known = {fold(code): meaning for code, meaning in records.error_codes.items()}
    for field in fields:
        meaning = known.get(fold(field.value))
        if meaning in CARDS_FAULT:
            yield _finding(field, "error_is_cards", "agrees", meaning=meaning)
        elif meaning:
            yield _finding(field, "error_is_not_cards", "contradicts", meaning=meaning)
        elif known:
            yield _finding(field, "error_unknown", "hint")


_MASKED: Final = re.compile(r"(\d{3})\*{2,}(\d{2,4})")


def _accounts(lines: Iterable[Line], records: Records) -> Iterator[Finding]:
    """The account that was to be topped up, whole or with its middle starred out."""
    wanted = [account for account in records.accounts if len(account) >= SHORTEST_PART]
    for line in lines:
        read = fold(line.text)
        masked = _MASKED.findall(line.text.replace(" ", ""))
        for account in wanted:
            stars = any(account.startswith(a) and account.endswith(z) for a, z in masked)
            if stars or fold(account) in read:
                yield Finding("account_same", "agrees", {"value": account}, line.box)


_CHECKS: Mapping[str, Callable[[list[Field], Records], Iterable[Finding]]] = {
    "order_no": _order_nos,
    "trade_no": _payment_numbers(lambda records: records.trade_nos, "trade_no"),
    "merchant_no": _payment_numbers(lambda records: records.payment_nos, "merchant_no"),
    "amount": _amounts,
    "time": _times,
    "card_code": _card_codes,
    "error_code": _error_codes,
}
