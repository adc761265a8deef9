"""WeChat Pay's bills as the gateway makes them: read to the cent, refused in every broken form."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction

import pytest

from anxin.adapters.channel.wechat import bills as adapter
from anxin.adapters.channel.wechat.bills import WechatBills
from anxin.domain.channel import Bill, Processing
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
from tests.channel.billdays import a_day_alone, next_morning
from tests.channel.bills import order_of, paid_at
from tests.channel.rails import WechatRail
from tests.sandbox.process import Sandbox
from tests.sandbox.shop import Sink

TERMS = FeeTerms(Fraction(6, 1000))
DAY = date(2022, 3, 21)
NAME = '卡,`十元,`2022-03-21 13:51:31"{a}'


class Counter:
    """The shop's channel and its bills at the sandbox."""

    def __init__(self, rail: WechatRail) -> None:
        self.rail, self.sandbox = rail, rail.sandbox
        self.channel = rail.channel()
        self.bills = WechatBills(rail.merchant, terms=TERMS)

    def traded(self, **bill: object) -> Bill:
        """A payment of ¥98 with ¥30 given back, which is done a while later."""
        made = paid_at(self.rail, self.channel, amount_fen=9_800, minutes=10**6, **bill)
        back = self.channel.refund(order=order_of(made, amount_fen=3_000))
        assert isinstance(back, Processing)
        self.sandbox.pass_time(seconds=60)
        return made

    def fetched(self, day: date) -> BillFile:
        """The day's file."""
        file = self.bills.fetch(day=day)
        assert isinstance(file, BillFile), file
        return file

    def rows(self, day: date) -> tuple[BillRow, ...]:
        """What the day's file says."""
        return self.bills.read(file=self.fetched(day), day=day).rows

    def refused(self, file: BillFile, day: date) -> str:
        """Why a file is refused."""
        with pytest.raises(BrokenBill) as broken:
            self.bills.read(file=file, day=day)
        return broken.value.code


@pytest.fixture
def counter(place: tuple[Sandbox, Sink], monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter]:
    """A counter at which no switch is set."""
    monkeypatch.setenv("no_proxy", "*")
    place[0].clear()
    rail = WechatRail(sandbox=place[0])
    yield Counter(rail)
    rail.stop()
    place[0].clear()


@pytest.fixture
def day(counter: Counter) -> Iterator[date]:
    """A day of the counter's own."""
    with a_day_alone(counter.sandbox) as alone:
        yield alone


def test_rows_are_read_by_their_columns_whatever_a_name_holds(counter: Counter, day: date) -> None:
    made = counter.traded(subject=NAME)
    next_morning(counter.sandbox)
    paid, back = counter.rows(day)
    account = counter.rail.account(payment_no=made.payment_no)
    assert paid == BillRow(
        "payment", made.payment_no, "", account["serial_no"], 9_800, 59, "done", paid.at
    )
    assert (back.payment_no, back.refund_no) == (made.payment_no, f"R{made.payment_no}")
    assert (back.amount_fen, back.fee_fen, back.status) == (3_000, -18, "done")
    assert back.serial_no.startswith("5")


def test_totals_and_hash_come_from_the_channel_and_agree(counter: Counter, day: date) -> None:
    for _ in range(3):
        counter.traded()
    next_morning(counter.sandbox)
    file = counter.fetched(day)
    assert len(file.told_hash) == 40
    content = counter.bills.read(file=file, day=day)
    assert Totals.of(content.rows) == Totals(3, 29_400, 3, 9_000, 3 * (59 - 18))
    assert (content.declared.rows, content.declared.fee_fen) == (6, 123)


def test_before_its_time_it_is_being_made_and_without_trades_there_is_none(
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
    counter.sandbox.switch(kind, on="wechat.*bill*", count=1)
    assert isinstance(counter.bills.fetch(day=day), Unreachable)
    assert len(counter.rows(day)) == 2


@pytest.mark.parametrize(
    ("kind", "code"), [("bill_truncated", "hash"), ("bill_tampered", "totals")]
)
def test_a_bill_that_the_gateway_spoilt_is_refused(
    counter: Counter, day: date, kind: str, code: str
) -> None:
    counter.traded()
    counter.sandbox.switch(kind)
    next_morning(counter.sandbox)
    assert counter.refused(counter.fetched(day), day) == code


Change = Callable[[str], str]


def swapped(old: str, new: str) -> Change:
    """Put other words into the file."""

    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


TAMPERED: dict[str, tuple[Change, str]] = {
    "a row's sum": (swapped("`98.00", "`97.00"), "totals"),
    "a row's fee": (swapped("`0.59000", "`0.58000"), "totals"),
    "half a cent": (swapped("`0.59000", "`0.59500"), "unreadable"),
    "the totals": (swapped("\n`2,`", "\n`3,`"), "totals"),
    "a refund below nothing": (swapped("`30.00", "`-30.00"), "unreadable"),
    "another state": (swapped("`SUCCESS", "`NOTPAY"), "unreadable"),
    "no such column": (swapped("手续费", "税费"), "unreadable"),
    "no totals": (lambda text: text[: text.index("总交易单数")], "truncated"),
    "totals without numbers": (lambda text: text[: text.rindex("`2,")], "truncated"),
    "a row without its mark": (swapped("\n`2", "\n2"), "unreadable"),
    "a row left out": (lambda text: "\n".join(text.split("\n")[:1] + text.split("\n")[2:]),
                       "totals"),
    "nothing": (lambda text: "", "unreadable"),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
def test_a_changed_file_is_refused_even_where_no_hash_is_known(
    counter: Counter, day: date, name: str
) -> None:
    counter.traded()
    next_morning(counter.sandbox)
    change, code = TAMPERED[name]
    file = counter.fetched(day)
    changed = change(gzip.decompress(file.content).decode("utf-8-sig")).encode()
    for content in (changed, gzip.compress(changed)):
        assert counter.refused(BillFile(content), day) == code
        assert counter.refused(BillFile(content, file.told_hash), day) == "hash"


def test_another_merchants_bill_is_refused(counter: Counter, day: date) -> None:
    counter.traded()
    next_morning(counter.sandbox)
    text = gzip.decompress(counter.fetched(day).content).decode()
    other = text.replace(f"`{counter.bills.identity}", "`1900000999")
    assert other != text
    assert counter.refused(BillFile(other.encode()), day) == "other_account"


def test_a_file_cut_short_on_its_way_is_refused_wherever_it_was_cut(
    counter: Counter, day: date
) -> None:
    counter.traded()
    next_morning(counter.sandbox)
    content = counter.fetched(day).content
    cuts = range(0, len(content), 3)
    codes = {counter.refused(BillFile(content[:length]), day) for length in cuts}
    assert codes <= {"truncated", "unreadable"}


def test_flipped_bits_never_change_a_row(counter: Counter, day: date) -> None:
    counter.traded()
    next_morning(counter.sandbox)
    file = counter.fetched(day)
    rows = counter.bills.read(file=file, day=day).rows
    for place in range(len(file.content)):
        spoilt = bytearray(file.content)
        spoilt[place] ^= 1 << place % 8
        try:
            read = counter.bills.read(file=BillFile(bytes(spoilt), file.told_hash), day=day).rows
        except BrokenBill:
            continue
        assert read == rows, place


def test_another_days_bill_is_refused(counter: Counter, day: date) -> None:
    counter.traded()
    next_morning(counter.sandbox)
    file = counter.fetched(day)
    assert counter.refused(file, day + timedelta(days=1)) == "other_day"


def test_a_bomb_is_not_unpacked(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "MOST_BYTES", 5_000)
    bomb = gzip.compress(b"0" * 10_000_000)
    assert counter.refused(BillFile(bomb), DAY) == "too_large"


HEADER = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,"
    "付款银行,货币种类,{taken},代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,"
    "退款状态,商品名称,商户数据包,手续费,费率{more}"
)
TOTALS = "总交易单数,{taken},{given},充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
BEFORE = "`2022-03-21 13:51:31,`wxfd,`{mchid},`0,`,`4200000612,`2021WERUN,`oZWa,`JSAPI,`"


def test_the_documented_sample_is_read_with_names_of_any_year(counter: Counter) -> None:
    before = BEFORE.format(mchid=counter.bills.identity)
    rest = "SUCCESS,`OTHERS,`CNY,`0.01,`0.00,`0,`0,`0.00,`0.00,`,`,`商品,`,`0.00000,`0.90%"
    new = [
        HEADER.format(taken="应结订单金额", more=",订单金额,申请退款金额,费率备注"),
        f"{before}{rest},`0.01,`0.00,`",
        TOTALS.format(taken="应结订单总金额", given="退款总金额"),
        "`1,`0.01,`0.00,`0.00,`0.00000,`0.01,`0.00",
    ]
    old = [
        HEADER.format(taken="总金额", more=""),
        f"{before}{rest}",
        "总交易单数,总交易额,总退款金额,总企业红包退款金额,手续费总金额",
        "`1.0,`0.01,`0.00,`0.00,`0.00000",
    ]
    for lines in (new, old):
        for end in ("\n", "\r\n"):
            content = ("\ufeff" + end.join(lines) + end).encode()
            (row,) = counter.bills.read(file=BillFile(content), day=DAY).rows
            assert (row.amount_fen, row.fee_fen, row.payment_no) == (1, 0, "2021WERUN")


@pytest.mark.parametrize(
    ("said", "status"),
    [("SUCCESS", "done"), ("PROCESSING", "processing"), ("CHANGE", "abnormal"),
     ("FAIL", "closed"), ("SOMETHING_NEW", "unclear")],
)  # fmt: skip
def test_a_refunds_state_is_what_the_bill_says(counter: Counter, said: str, status: str) -> None:
    before = BEFORE.format(mchid=counter.bills.identity)
    lines = [
        HEADER.format(taken="应结订单金额", more=",订单金额,申请退款金额,费率备注"),
        f"{before}REFUND,`OTHERS,`CNY,`0.00,`0.00,`503,`R1,`30.00,`0.00,`ORIGINAL,`{said},`商品,`,"
        "`-0.18000,`0.60%,`0.00,`30.00,`",
        TOTALS.format(taken="应结订单总金额", given="退款总金额"),
        "`1,`0.00,`30.00,`0.00,`-0.18000,`0.00,`30.00",
    ]
    (row,) = counter.bills.read(file=BillFile("\n".join(lines).encode()), day=DAY).rows
    assert row == BillRow("refund", "2021WERUN", "R1", "503", 3_000, -18, status, row.at)
