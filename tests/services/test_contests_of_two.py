"""What is granted of a contested fee or refund above the limit takes two, also in parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from anxin.services.aftersale import contest
from anxin.services.aftersale.contest import Contest, NotContested, Ruling, rule, take_back
from anxin.services.aftersale.countersigning import decline, sign
from anxin.services.aftersale.fee_claim import FEE_CLAIM
from anxin.services.aftersale.moving import Reviewer
from anxin.services.aftersale.objection import OBJECTION
from anxin.storage.aftersale.models import FeeClaim
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.order.models import OrderEvent
from tests.console.pages import browser, words
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.clock import sweep_after
from tests.factories.fee_claim import FEE_FEN, a_fee_claim, approve_claim
from tests.factories.objection import an_objection

pytestmark = pytest.mark.django_db
LIMIT_FEN = 400
KINDS = [
    pytest.param(FEE_CLAIM, a_fee_claim, id="a fee"),
    pytest.param(OBJECTION, an_objection, id="a charge"),
]


@pytest.fixture(autouse=True)
def low(monkeypatch: pytest.MonkeyPatch) -> None:
    """The policy wants two above four yuan."""
    monkeypatch.setattr(contest, "limit_fen", lambda **_: LIMIT_FEN)


def senior() -> Reviewer:
    return a_reviewer(role="senior")


def granted(kind: Contest[Any], row: Any, by: Reviewer) -> NotContested | None:
    """Have somebody grant it whole."""
    read = kind.reads.by_no(no=row.no)
    assert read is not None
    return rule(kind, no=row.no, reviewer=by, ruling=Ruling(kind.grants, read.fen, "核实"))


def key_of(row: Any) -> str:
    row.refresh_from_db()
    return str(row.verdict["key"])


@pytest.mark.parametrize(("kind", "opened"), KINDS)
def test_it_waits_for_another_senior_and_is_done_ten_seconds_after(
    kind: Contest[Any], opened: Callable[[], Any]
) -> None:
    row, first, second = opened(), senior(), senior()
    assert granted(kind, row, first) is None
    sweep_after(seconds=30)
    row.refresh_from_db()
    assert (row.state, row.verdict_at) == ("submitted", None)
    signs = {"no": row.no, "seen": key_of(row)}
    assert sign(kind, reviewer=first, **signs) == NotContested("own_verdict")
    assert sign(kind, reviewer=a_reviewer(), **signs) == NotContested("sum_too_high")
    other = sign(kind, no=row.no, seen="another", reviewer=second)
    assert other == NotContested("not_the_shown")
    assert sign(kind, reviewer=second, **signs) is None
    again = sign(kind, reviewer=senior(), **signs)
    assert again == NotContested("nothing_to_sign")
    sweep_after(seconds=41)
    row.refresh_from_db()
    assert (row.state, row.decided_by_id) == (kind.grants, first.account_id)
    event = OrderEvent.objects.get(order_id=row.case.order_id, kind=f"{kind.name}_{kind.grants}")
    assert event.data["signed_by"] == str(second.account_id)
    assert breaches() == []


@pytest.mark.parametrize(("kind", "opened"), KINDS)
def test_the_second_may_not_agree_and_somebody_else_decides(
    kind: Contest[Any], opened: Callable[[], Any]
) -> None:
    row, first, second = opened(), senior(), senior()
    assert granted(kind, row, first) is None
    declines = {"no": row.no, "seen": key_of(row), "reviewer": second}
    assert decline(kind, said=" ", **declines) == NotContested("said_missing")
    assert decline(kind, said="证据不足", **declines) is None
    row.refresh_from_db()
    assert (row.state, row.verdict) == ("submitted", None)
    assert granted(kind, row, first) == NotContested("own_fallen")
    assert granted(kind, row, senior()) is None
    staff = words(browser("senior").get(f"/console/cases/{row.case.no}/"))
    assert "没有通过复核" in staff and "证据不足" in staff
    buyer = words(browser(row.case.buyer_id).get(f"/refunds/{row.case.no}/"))
    assert "没有通过复核" not in buyer and "证据不足" not in buyer


def test_each_takes_back_what_is_his_own() -> None:
    claim, first, second = a_fee_claim(), senior(), senior()
    assert granted(FEE_CLAIM, claim, first) is None
    late = NotContested("too_late_to_undo")
    assert take_back(FEE_CLAIM, no=claim.no, reviewer=second) == late
    assert sign(FEE_CLAIM, no=claim.no, reviewer=second, seen=key_of(claim)) is None
    assert take_back(FEE_CLAIM, no=claim.no, reviewer=second) is None
    claim.refresh_from_db()
    assert claim.verdict is not None and "signed" not in claim.verdict
    assert claim.verdict_at is None
    assert take_back(FEE_CLAIM, no=claim.no, reviewer=first) is None
    claim.refresh_from_db()
    assert (claim.verdict, claim.state) == (None, "submitted")


def test_a_large_sum_is_no_agents_to_give_and_a_refusal_takes_one() -> None:
    claim, agent = a_fee_claim(), a_reviewer()
    assert granted(FEE_CLAIM, claim, agent) == NotContested("sum_too_high")
    assert rule(FEE_CLAIM, no=claim.no, reviewer=agent, ruling=Ruling("rejected", 0, "不")) is None
    sweep_after(seconds=11)
    claim.refresh_from_db()
    assert claim.state == "rejected"


def test_two_small_sums_to_one_buyer_are_one_large() -> None:
    buyer, by = a_buyer(credit=60), senior()
    first, second = (a_fee_claim(buyer=buyer) for _ in range(2))
    for claim in (first, second):
        refused = approve_claim(no=claim.no, reviewer=by, granted_fen=250, said="核实")
        assert refused is None
    claims = FeeClaim.objects.filter(id__in=[first.id, second.id])
    assert [claim.verdict_at is None for claim in claims.order_by("id")] == [False, True]
    other = a_fee_claim()
    assert approve_claim(no=other.no, reviewer=by, granted_fen=250, said="核实") is None
    other.refresh_from_db()
    assert other.verdict_at is not None


def test_two_rulings_of_one_moment_are_counted_again_when_they_are_carried_out() -> None:
    buyer, by = a_buyer(credit=60), senior()
    first, second = (a_fee_claim(buyer=buyer) for _ in range(2))
    for claim in (first, second):
        assert approve_claim(no=claim.no, reviewer=by, granted_fen=250, said="核实") is None
    second.refresh_from_db()
    seen = {**(second.verdict or {}), "second": False}
    first.refresh_from_db()
    FeeClaim.objects.filter(id=second.id).update(verdict=seen, verdict_at=first.verdict_at)
    had_fen = balance(account_id=buyer)
    sweep_after(seconds=11)
    assert balance(account_id=buyer) == had_fen + 250
    waiting = FeeClaim.objects.filter(id__in=[first.id, second.id], state="submitted")
    assert [claim.verdict_at for claim in waiting] == [None]


def test_what_nobody_signs_is_granted_on_the_fourteenth_day_as_if_nobody_had_decided() -> None:
    claim = a_fee_claim()
    had_fen = balance(account_id=claim.buyer_id)
    assert granted(FEE_CLAIM, claim, senior()) is None
    for days in (3, 4, 14):
        sweep_after(days=days, minutes=1)
    claim.refresh_from_db()
    assert (claim.state, claim.decided_by_id, claim.tier) == ("approved", None, "supervisor")
    assert balance(account_id=claim.buyer_id) == had_fen + FEE_FEN


@pytest.mark.parametrize(("opened", "page"), [(a_fee_claim, "fees"), (an_objection, "objections")])
def test_seniors_sign_or_decline_on_the_page(opened: Callable[[], Any], page: str) -> None:
    row, first = opened(), senior()
    kind: Contest[Any] = FEE_CLAIM if page == "fees" else OBJECTION
    assert granted(kind, row, first) is None
    address = f"/console/{page}/"
    mine = words(browser(first.account_id).get(address))
    assert "等第二位审核员复核" in mine and f"{address}{row.no}/sign/" not in mine
    client = browser("senior")
    said = words(client.get(address))
    assert f"{address}{row.no}/sign/" in said and f"{address}{row.no}/undo/" not in said
    none = client.post(f"{address}{row.no}/decline/", {"seen": key_of(row)}, follow=True)
    assert "请写明不同意的理由" in words(none)
    sent = client.post(f"{address}{row.no}/sign/", {"seen": key_of(row)}, follow=True)
    assert "已复核同意，10 秒后生效" in words(sent) and f"{address}{row.no}/undo/" in words(sent)
    row.refresh_from_db()
    assert row.verdict_at is not None
