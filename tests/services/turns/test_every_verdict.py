"""Every verdict on every state of a review: refused when it is put, or carried out."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from django.db import OperationalError

from anxin.domain.remedy import Remedy
from anxin.domain.states import IllegalMove
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import IN_REVIEW, ask_for_evidence, reject_case
from anxin.services.aftersale.submit import GroundKeepsMoving
from anxin.services.aftersale.turns import carrying
from anxin.services.aftersale.turns.buyer import appeal
from anxin.services.aftersale.turns.claiming import claim_case, release_case
from anxin.services.aftersale.turns.proposals import propose
from anxin.services.aftersale.turns.verdicts import decide_to_approve, decide_to_reject
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import breaches
from anxin.storage.order.models import OrderEvent
from tests.console.pages import browser, words
from tests.factories.account import a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.clock import let_pass, sweep_after
from tests.factories.order import Bought, delivered
from tests.factories.turns import buyer_of, in_review, platform
from tests.races.turns import LONG_AGO
from tests.services.turns.stories import physical, without_evidence

pytestmark = pytest.mark.django_db
Story = Callable[[], tuple[Bought, Case]]
OTHERS = Remedy("replacement")


def reviewed() -> tuple[Bought, Case]:
    """A dear card that was delivered and not looked at, with a reviewer."""
    bought = delivered(goods=a_product(price_fen=60_000))
    case = case_after(bought, reason="unwanted")
    assert case.state == "platform_review"
    return bought, case


def asked_for_more() -> tuple[Bought, Case]:
    bought, case = reviewed()
    said = {"kinds": ["other"], "said": "请补充"}
    assert ask_for_evidence(no=case.no, reviewer=a_reviewer(), **said) is None  # type: ignore[arg-type]
    return bought, case


def appealed() -> tuple[Bought, Case]:
    bought, case = reviewed()
    assert reject_case(no=case.no, reviewer=a_reviewer(), code="no_rule", said="不符") is None
    assert appeal(no=case.no, buyer_id=bought.buyer, said="没有看过") is None
    return bought, case


def arbitrated() -> tuple[Bought, Case]:
    bought, case = appealed()
    arbiter = a_reviewer(role="senior")
    assert claim_case(no=case.no, reviewer=arbiter) is None
    assert release_case(no=case.no, reviewer=arbiter) is None
    return bought, case


STORIES: dict[str, Story] = {
    "platform_review": reviewed,
    "needs_evidence": asked_for_more,
    "awaiting_return": physical,
    "appealed": appealed,
    "arbitration": arbitrated,
    "not delivered": in_review,
    "merchant unheard": without_evidence,
}
GIVEN: dict[str, Remedy | None] = {
    "as quoted": None,
    "units": Remedy("units"),
    "a sum": Remedy("sum", gross_fen=100),
    "a replacement": OTHERS,
    "without a lock": Remedy(unlocked=True),
}
NOT_PUT = {
    ("awaiting_return", "a replacement"): "goods_come_back",
    ("not delivered", "a replacement"): "nothing_to_replace",
    **{(story, "without a lock"): "no_lock_waited_for" for story in STORIES},
    **{("merchant unheard", what): "merchant_first" for what in list(GIVEN)[:4]},
}


def told(case: Case, kind: str) -> list[dict[str, Any]]:
    """What the history remembers of every event of that kind."""
    return [event.data for event in OrderEvent.objects.filter(order=case.order, kind=kind)]


def test_every_state_of_a_review_has_its_row() -> None:
    assert set(IN_REVIEW) <= STORIES.keys()


@pytest.mark.parametrize(("story", "what"), list(product(STORIES, GIVEN)))
def test_what_is_given_is_refused_when_it_is_put_or_carried_out(story: str, what: str) -> None:
    _, case = STORIES[story]()
    senior = a_reviewer(role="senior")
    put = decide_to_approve(no=case.no, reviewer=senior, note="", remedy=GIVEN[what])
    expected = NOT_PUT.get((story, what))
    assert put == (NotDecided(expected) if expected else None)
    sweep_after(seconds=11)
    case.refresh_from_db()
    assert (case.verdict, told(case, "verdict_dropped")) == (None, [])
    if not expected:
        assert case.state == ("replaced" if what == "a replacement" else "refunded")
    assert breaches() == []


@pytest.mark.parametrize("story", STORIES)
def test_what_is_refused_is_refused(story: str) -> None:
    _, case = STORIES[story]()
    put = decide_to_reject(
        no=case.no, reviewer=a_reviewer(role="senior"), code="no_rule", said="不符",
        would_change="", pieces=[],
    )  # fmt: skip
    assert put is None
    sweep_after(seconds=11)
    case.refresh_from_db()
    upheld = story in ("appealed", "arbitration")
    assert (case.state, case.verdict) == ("upheld" if upheld else "rejected", None)
    assert told(case, "verdict_dropped") == []


def test_what_cannot_be_replaced_is_not_offered_by_anybody() -> None:
    bought, case = in_review()
    for party in (platform(a_reviewer()), buyer_of(bought)):
        made = propose(no=case.no, party=party, remedy=OTHERS, said="")
        assert made == NotDecided("nothing_to_replace")


def approve_form(page: str) -> str:
    """The form that approves, of a case's page."""
    return page.split('id="approve"')[1].split("</form>")[0]


@pytest.mark.parametrize("story", ["awaiting_return", "not delivered"])
def test_the_form_offers_no_replacement_where_there_is_none_and_says_why(story: str) -> None:
    _, case = STORIES[story]()
    page = f"/console/cases/{case.no}/"
    senior = browser("senior")
    assert 'value="replacement"' not in approve_form(words(senior.get(page)))
    answer = senior.post(f"{page}approve/", {"kind": "replacement", "note": ""})
    assert answer.status_code == 409
    assert "不能补发" in words(answer)


def test_the_form_offers_it_where_goods_were_delivered() -> None:
    _, case = reviewed()
    said = words(browser("agent").get(f"/console/cases/{case.no}/"))
    assert 'value="replacement"' in approve_form(said)


def test_a_verdict_from_before_that_cannot_be_given_is_dropped_with_its_reason() -> None:
    _, case = physical()
    assert decide_to_approve(no=case.no, reviewer=a_reviewer(role="senior"), note="") is None
    case.refresh_from_db()
    old = {**(case.verdict or {}), "remedy": {"kind": "replacement"}}
    Case.objects.filter(id=case.id).update(verdict=old, verdict_at=LONG_AGO)
    sweep_after(seconds=1)
    case.refresh_from_db()
    assert (case.state, case.verdict) == ("awaiting_return", None)
    assert [data["why"] for data in told(case, "verdict_dropped")] == ["goods_come_back"]


def raising(error: Exception) -> Callable[..., NotDecided | None]:
    def breaks(**_: object) -> NotDecided | None:
        raise error

    return breaks


def test_a_verdict_that_breaks_is_taken_off_and_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    _, case = in_review()
    assert decide_to_approve(no=case.no, reviewer=a_reviewer(), note="") is None
    monkeypatch.setattr(carrying, "approve_case", raising(IllegalMove("here -> there")))
    sweep_after(seconds=11)
    case.refresh_from_db()
    assert (case.state, case.verdict) == ("platform_review", None)
    assert [data["why"] for data in told(case, "verdict_dropped")] == ["broken"]
    said = words(browser("agent").get(f"/console/cases/{case.no}/"))
    assert "原来的决定不再执行" in said and "系统没有执行成功" in said
    assert decide_to_approve(no=case.no, reviewer=a_reviewer(role="senior"), note="") == NotDecided(
        "claimed"
    ), "it is still its reviewer's to decide"


@pytest.mark.parametrize("error", [OperationalError("gone"), GroundKeepsMoving("x")], ids=type)
def test_a_verdict_outlives_what_is_over_by_itself(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, case = in_review()
    assert decide_to_approve(no=case.no, reviewer=a_reviewer(), note="") is None
    with monkeypatch.context() as gone:
        gone.setattr(carrying, "approve_case", raising(error))
        let_pass(seconds=11)
        assert carrying.carry_out_verdicts() == 0
    case.refresh_from_db()
    assert case.verdict is not None
    assert carrying.carry_out_verdicts() == 1
