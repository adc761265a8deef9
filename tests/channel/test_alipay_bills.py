"""Alipay's bills as the gateway makes them: read to the cent, and refused in every broken form."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from io import BytesIO

import pytest

from anxin.adapters.channel.alipay import AlipayChannel, AlipayMerchant
from anxin.adapters.channel.alipay import bills as adapter
from anxin.adapters.channel.alipay.bills import AlipayBills
from anxin.domain.channel import Bill, Refunded
from anxin.domain.reconciliation import (
    BillFile,
    BillRow,
    BrokenBill,
    FeeTerms,
    NoBill,
    NotReady,
    Totals,
    Unreachable,
)
from config.secrets import load_alipay
from sandbox.alipay.bills import GbkName
from tests.channel.billdays import a_day_alone, next_morning
from tests.channel.bills import order_of, paid_bill
from tests.sandbox.process import Sandbox
from tests.sandbox.shop import Sink

TERMS = FeeTerms(Fraction(6, 1000))
NAME = "卡,十元,2026-01-01 00:00:00,2026-01-01 00:00:00,,,,,x,1.00,1.00"


class Counter:
    """The shop's channel and its bills at the sandbox."""

    def __init__(self, sandbox: Sandbox, sink: Sink) -> None:
        self.sandbox = sandbox
        gateway = f"{sandbox.origin}/gateway.do"
        found = load_alipay(str(sandbox.shop), gateway=gateway, notify_url=sink.url)
        assert found is not None
        self.merchant = AlipayMerchant(**found)
        self.channel = AlipayChannel(self.merchant)
        self.bills = AlipayBills(self.merchant, terms=TERMS)

    def traded(self, **bill: object) -> Bill:
        """A payment of ¥98 with ¥30 given back."""
        made = paid_bill(self.channel, amount_fen=9_800, minutes=10**6, **bill)
        back = self.channel.refund(order=order_of(made, amount_fen=3_000, reason="客诉,补偿,二"))
        assert isinstance(back, Refunded)
        return made

    def fetched(self, day: date) -> BillFile:
        """The day's file."""
        file = self.bills.fetch(day=day)
        assert isinstance(file, BillFile), file
        return file

    def rows(self, day: date) -> tuple[BillRow, ...]:
        """What the day's file says."""
        return self.bills.read(file=self.fetched(day), day=day).rows


@pytest.fixture
def counter(place: tuple[Sandbox, Sink], monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter]:
    """A counter at which no switch is set."""
    monkeypatch.setenv("no_proxy", "*")
    place[0].clear()
    yield Counter(*place)
    place[0].clear()


@pytest.fixture
def day(counter: Counter) -> Iterator[date]:
    """A day of the counter's own."""
    with a_day_alone(counter.sandbox) as alone:
        yield alone


def test_rows_are_read_by_their_columns_whatever_a_name_or_remark_holds(
    counter: Counter, day: date
) -> None:
    made = counter.traded(subject=NAME)
    next_morning(counter.sandbox)
    paid, back = counter.rows(day)
    trade_no = counter.sandbox.account(made.payment_no)["trade_no"]
    assert paid == BillRow("payment", made.payment_no, "", trade_no, 9_800, 59, "done", paid.at)
    assert back == BillRow(
        "refund", made.payment_no, f"R{made.payment_no}", trade_no, 3_000, -18, "done", back.at
    )


def test_totals_come_from_the_file_and_agree(counter: Counter, day: date) -> None:
    for _ in range(3):
        counter.traded()
    next_morning(counter.sandbox)
    content = counter.bills.read(file=counter.fetched(day), day=day)
    assert Totals.of(content.rows) == Totals(3, 29_400, 3, 9_000, 3 * (59 - 18))
    assert content.declared.fee_fen == 123


def test_without_trades_there_is_no_bill_and_before_its_time_it_is_not_ready(
    counter: Counter, day: date
) -> None:
    assert counter.bills.fetch(day=day) == NotReady()
    next_morning(counter.sandbox)
    assert counter.bills.fetch(day=day) == NoBill()


@pytest.mark.parametrize("kind", ("bad_signature", "no_signature", "error_500_after_commit"))
def test_an_answer_that_cannot_be_believed_is_no_answer(
    counter: Counter, day: date, kind: str
) -> None:
    counter.traded()
    next_morning(counter.sandbox)
    counter.sandbox.switch(kind, on=adapter.METHOD, count=1)
    assert isinstance(counter.bills.fetch(day=day), Unreachable)
    assert len(counter.rows(day)) == 2


def test_no_file_is_fetched_from_where_lines_can_be_tapped(counter: Counter, day: date) -> None:
    counter.traded()
    next_morning(counter.sandbox)
    safe = replace(counter.merchant, gateway="https://localhost/")
    cautious = AlipayBills(safe, terms=None)
    with pytest.raises(ValueError, match="not https"):
        cautious._download("http://localhost:1/bill")


def test_a_bill_that_grows_without_end_is_not_fetched(
    counter: Counter, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.traded()
    next_morning(counter.sandbox)
    monkeypatch.setattr(adapter, "MOST_PACKED_BYTES", 100)
    found = counter.bills.fetch(day=day)
    assert isinstance(found, Unreachable) and "too large" in found.why


def test_planted_rows_are_read_as_they_stand(counter: Counter, day: date) -> None:
    made = counter.traded()
    counter.sandbox.switch("bill_extra_refund", on="alipay.bill.payment", fen=150)
    next_morning(counter.sandbox)
    extra = [row for row in counter.rows(day) if row.refund_no not in ("", f"R{made.payment_no}")]
    assert [(row.kind, row.amount_fen, row.payment_no) for row in extra] == [
        ("refund", 150, made.payment_no)
    ]


@pytest.mark.parametrize(
    ("kind", "code"), [("bill_truncated", "truncated"), ("bill_tampered", "totals")]
)
def test_a_bill_that_the_gateway_spoilt_is_refused(
    counter: Counter, day: date, kind: str, code: str
) -> None:
    counter.traded()
    counter.sandbox.switch(kind)
    next_morning(counter.sandbox)
    assert refused(counter, counter.fetched(day).content, day) == code


def refused(counter: Counter, content: bytes, day: date) -> str:
    """Why a file is refused."""
    with pytest.raises(BrokenBill) as broken:
        counter.bills.read(file=BillFile(content), day=day)
    return broken.value.code


Change = Callable[[dict[str, bytes]], dict[str, bytes]]


def rewritten(content: bytes, change: Change) -> bytes:
    """The same file with other sheets, all checksums in order."""
    sheets = {}
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for info in archive.infolist():
            sheets[info.filename.encode("cp437").decode("gbk")] = archive.read(info)
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in change(sheets).items():
            archive.writestr(GbkName(name), data, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def in_sheets(old: str, new: str, *, summary: bool) -> Change:
    """Put other words into one of the sheets."""

    def change(sheets: dict[str, bytes]) -> dict[str, bytes]:
        changed = {
            name: data.replace(old.encode("gbk"), new.encode("gbk"))
            if ("汇总" in name) == summary
            else data
            for name, data in sheets.items()
        }
        assert changed != sheets
        return changed

    return change


TAMPERED: dict[str, tuple[Change, str]] = {
    "a row's sum": (in_sheets("98.00,98.00", "97.00,97.00", summary=False), "totals"),
    "a row's fee": (in_sheets("-0.59", "-0.58", summary=False), "totals"),
    "the total": (in_sheets("共98.00元", "共97.00元", summary=False), "totals"),
    "the other sheet": (in_sheets("合计,,1", "合计,,2", summary=True), "totals"),
    "half a cent": (in_sheets("-0.59", "-0.595", summary=False), "unreadable"),
    "a refund that came in": (in_sheets("-30.00,-30.00", "30.00,30.00", summary=False),
                              "unreadable"),
    "another kind": (in_sheets(",退款,", ",转账,", summary=False), "unreadable"),
    "no such column": (in_sheets("服务费", "税费", summary=False), "unreadable"),
    "no end": (in_sheets("业务明细列表结束", "业务明细", summary=False), "truncated"),
    "no time of export": (in_sheets("#导出时间", "#", summary=False), "truncated"),
    "another account": (in_sheets("[2088", "[2089", summary=True), "other_account"),
    "only one sheet": (lambda sheets: dict(list(sheets.items())[:1]), "unreadable"),
    "no sheet": (lambda sheets: {}, "unreadable"),
    "other files": (lambda sheets: {f"x{n}": b"" for n in range(9)}, "too_large"),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
def test_a_changed_file_is_refused(counter: Counter, day: date, name: str) -> None:
    counter.traded()
    next_morning(counter.sandbox)
    change, code = TAMPERED[name]
    content = counter.fetched(day).content
    assert counter.bills.read(file=BillFile(rewritten(content, dict)), day=day).rows
    assert refused(counter, rewritten(content, change), day) == code


def test_a_file_cut_short_on_its_way_is_refused_wherever_it_was_cut(
    counter: Counter, day: date
) -> None:
    counter.traded()
    next_morning(counter.sandbox)
    content = counter.fetched(day).content
    codes = {refused(counter, content[:length], day) for length in range(0, len(content), 37)}
    assert codes <= {"truncated", "unreadable"}


def test_flipped_bits_never_change_a_row(counter: Counter, day: date) -> None:
    counter.traded()
    next_morning(counter.sandbox)
    content = counter.fetched(day).content
    rows = counter.bills.read(file=BillFile(content), day=day).rows
    for place in range(0, len(content), 2):
        spoilt = bytearray(content)
        spoilt[place] ^= 1 << place % 8
        try:
            read = counter.bills.read(file=BillFile(bytes(spoilt)), day=day).rows
        except BrokenBill:
            continue
        assert read == rows, place


def test_another_days_bill_is_refused(counter: Counter, day: date) -> None:
    counter.traded()
    next_morning(counter.sandbox)
    content = counter.fetched(day).content
    assert refused(counter, content, day + timedelta(days=1)) == "other_day"


def test_a_bomb_is_not_unpacked(
    counter: Counter, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.traded()
    next_morning(counter.sandbox)
    monkeypatch.setattr(adapter, "MOST_BYTES", 5_000)
    name = "20881000000000010156_20261003_业务明细.csv"

    def bomb(sheets: dict[str, bytes]) -> dict[str, bytes]:
        return {**sheets, name: b"0" * 1_000_000}

    assert refused(counter, rewritten(counter.fetched(day).content, bomb), day) == "too_large"


@pytest.mark.parametrize("content", (b"", b"PK", b"<html>", b"PK\x05\x06" + b"\0" * 18))
def test_what_is_no_bill_is_refused(counter: Counter, content: bytes) -> None:
    assert refused(counter, content, date(2026, 10, 3)) in ("truncated", "unreadable")
