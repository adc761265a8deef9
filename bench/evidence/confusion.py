"""Which verdict pages get: beside their own order's records, beside another's, as another kind.

`own` is what an honest buyer sends, `another's` a page of somebody else's order, `wrong kind` a
page that does not show what it was sent for. Doubt (`suspicious`) comes from earlier pictures
alone: `bench.evidence.believing` counts it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Final

from anxin.domain.evidence.clarity import unclear_because
from anxin.domain.evidence.comparing import CHINA, compare
from anxin.domain.evidence.elements import elements_of
from anxin.domain.evidence.records import Records
from anxin.domain.evidence.verdict import verdict_of
from anxin.domain.words import VERDICTS
from bench.evidence.reading import Read
from bench.evidence.values import invent

SENT_FOR: Final[Mapping[str, tuple[str, str]]] = {
    "alipay_bill": ("payment_record", "activation_failure"),
    "wechat_bill": ("payment_record", "activation_failure"),
    "bank_bill": ("payment_record", "activation_failure"),
    "order_page": ("payment_record", "activation_failure"),
    "refund_page": ("payment_record", "activation_failure"),
    "email": ("payment_record", "activation_failure"),
    "sms": ("payment_record", "activation_failure"),
    "redeem_failure": ("activation_failure", "payment_record"),
    "invalid_page": ("activation_failure", "payment_record"),
    "game_redeem": ("activation_failure", "payment_record"),
    "chat": ("activation_failure", "payment_record"),
    "top_up": ("not_arrived", ""),
}
"""What each type of page is sent for, and what it does not show."""

BARS: Final = {"own consistent": 0.95, "another's consistent": 0}
"""At least so many of the own pages, and none of another's, are tied to the order."""

Table = dict[str, dict[str, int]]


def confusion(*, read: Iterable[Read]) -> Table:
    """Return how often pages that are to be read as `row` got each verdict; clear pages only.

    The row `unclear` has the own pages that the product itself calls unclear.
    """
    counts: dict[str, Counter[str]] = {}
    for each in read:
        for row, verdict in _verdicts(each):
            counts.setdefault(row, Counter())[verdict] += 1
    return {row: {word: got[word] for word in VERDICTS} for row, got in sorted(counts.items())}


def within_bars(*, table: Table) -> list[str]:
    """Return the bars that a table does not meet."""
    own, others = table["own"], table["another's"]
    share = round(own["consistent"] / sum(own.values()), 4)
    least, most = BARS["own consistent"], BARS["another's consistent"]
    broken = [f"own pages consistent: {share} where the bar is {least}"] if share < least else []
    if others["consistent"] > most:
        broken.append(f"{others['consistent']} pages of another's order called consistent")
    return broken


def _verdicts(read: Read) -> Iterator[tuple[str, str]]:
    right, wrong = SENT_FOR[read.picture.page_type]
    number = read.picture.seed
    if read.unclear:
        yield "unclear", _verdict(read, right, _records(number))
        return
    yield "own", _verdict(read, right, _records(number))
    yield "another's", _verdict(read, right, _records(number + 50_000))
    if wrong:
        yield "wrong kind", _verdict(read, wrong, _records(number))


def _verdict(read: Read, kind: str, records: Records) -> str:
    lines, fields = read.reading.lines, read.fields
    compared = compare(fields=fields, lines=lines, records=records)
    return verdict_of(
        kind=kind,
        is_clear=not read.unclear,
        elements=elements_of(lines=lines, fields=fields),
        findings=[*compared, *unclear_because(reading=read.reading)],
    ).word


def _records(number: int) -> Records:
    """What our side knows of the order whose values have that number."""
    values = invent(seed=number)
    at = values.at.replace(tzinfo=CHINA)
    return Records(
        now=at + timedelta(days=1),
        order_no=values.order_no,
        placed_at=at - timedelta(minutes=1),
        paid_at=at,
        delivered_at=at,
        trade_nos=(values.alipay_no, values.wechat_no),
        payment_nos=(values.merchant_no,),
        amounts_fen=(round(float(values.amount) * 100),),
        codes=(values.card_code,),
        error_codes={values.error_code: "invalid"},
    )
