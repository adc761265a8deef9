"""One thread for everybody, and each line for its readers only."""

from __future__ import annotations

from uuid import uuid4

import pytest

from anxin.domain.thread import PER_HOUR
from anxin.pages.thread import thread_of
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.turns.buyer import withdraw_case
from anxin.services.aftersale.turns.proposals import Party
from anxin.services.aftersale.turns.thread import say
from anxin.storage.aftersale.models import Case
from anxin.storage.aftersale.queries import case as case_row
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.order import Bought
from tests.factories.turns import buyer_of, platform, shop_of, with_merchant

pytestmark = pytest.mark.django_db


def tell(case: Case, party: Party, said: str, audience: str = "all") -> NotDecided | None:
    """Say something under a form of its own."""
    return say(no=case.no, party=party, form_key=uuid4(), audience=audience, said=said)


def read_by(case: Case, side: str) -> list[str]:
    """The lines that a side reads."""
    row = case_row(no=case.no)
    assert row is not None
    return [
        line.text
        for line in thread_of(case=row, side=side, account_id=row.buyer_id, language="zh").lines
    ]


def spoken() -> tuple[Bought, Case]:
    """A case in which everybody has said something to everybody."""
    bought, case = with_merchant()
    agent = platform(a_reviewer())
    assert tell(case, buyer_of(bought), "买家对大家") is None
    assert tell(case, buyer_of(bought), "买家对平台", "buyer") is None
    assert tell(case, shop_of(bought), "商家对平台", "merchant") is None
    assert tell(case, agent, "平台对买家", "buyer") is None
    assert tell(case, agent, "内部备注", "staff") is None
    return bought, case


READS = [
    ("buyer", ["买家对大家", "买家对平台", "平台对买家"]),
    ("merchant", ["买家对大家", "商家对平台"]),
    ("platform", ["买家对大家", "买家对平台", "商家对平台", "平台对买家", "内部备注"]),
]


@pytest.mark.parametrize(("side", "lines"), READS)
def test_each_side_reads_what_is_for_it(side: str, lines: list[str]) -> None:
    _, case = spoken()
    assert read_by(case, side) == lines


def test_nobody_speaks_to_whom_they_may_not() -> None:
    bought, case = with_merchant()
    none = NotDecided("no_such_audience")
    assert tell(case, buyer_of(bought), "给商家", "merchant") == none
    assert tell(case, buyer_of(bought), "备注", "staff") == none
    assert tell(case, shop_of(bought), "给买家", "buyer") == none


def test_strangers_say_nothing() -> None:
    _, case = with_merchant()
    assert tell(case, Party("buyer", a_buyer()), "你好") == NotDecided("not_found")
    shop = Party("merchant", a_buyer(), merchant_id=uuid4())
    assert tell(case, shop, "你好") == NotDecided("not_found")


def test_a_line_sent_twice_is_one_line() -> None:
    bought, case = with_merchant()
    key = uuid4()
    for _ in range(3):
        said = say(no=case.no, party=buyer_of(bought), form_key=key, audience="all", said="在吗")
        assert said is None
    assert read_by(case, "buyer") == ["在吗"]


def test_nobody_floods_a_thread() -> None:
    bought, case = with_merchant()
    for n in range(PER_HOUR):
        assert tell(case, buyer_of(bought), f"第 {n} 条") is None
    assert tell(case, buyer_of(bought), "再来") == NotDecided("too_many_messages")
    assert tell(case, shop_of(bought), "好的") is None


def test_an_ended_case_takes_no_more_lines_from_its_parties() -> None:
    bought, case = with_merchant()
    withdraw_case(no=case.no, buyer_id=bought.buyer)
    assert tell(case, buyer_of(bought), "还有") == NotDecided("thread_closed")
    assert tell(case, platform(a_reviewer()), "归档说明", "staff") is None
