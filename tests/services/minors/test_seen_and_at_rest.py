"""Decided, signed and ended is what was seen, what nothing pays any more, and nobody waits on."""

from __future__ import annotations

import pytest

from anxin import wiring
from anxin.domain.wording.minors import LABELS
from anxin.services.minors.closing import decide_again, end_payment
from anxin.services.minors.deciding import reject_claim, send_back, sign_claim
from anxin.services.minors.objecting import answer_objection, object_to_freeze
from anxin.services.minors.paying import pay_claim
from anxin.services.minors.telling import NotDone, Officer
from anxin.storage.aftersale.models import Case
from anxin.storage.columns import ClockNow
from anxin.storage.ledger.queries import breaches
from anxin.storage.minors.models import Claim, ClaimOrder
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.clock import sweep_after
from tests.factories.minors import (
    an_officer,
    approve,
    approved,
    row,
    shown_of,
    submitted,
    taken,
)
from tests.factories.order import Bought, delivered

pytestmark = pytest.mark.django_db

LARGE_FEN = 1_200_000
MOVING = NotDone("on_its_way")
UNANSWERED = NotDone("objection_open")


def large() -> Bought:
    """An order of which even a half takes two."""
    return delivered(buyer=a_buyer(money_fen=4_000_000), goods=a_product(price_fen=LARGE_FEN))


def test_what_was_decided_anew_is_not_signed_by_who_saw_the_first() -> None:
    bought = large()
    made, officer = approved(bought, share=50)
    seen, second = shown_of(made), an_officer()
    assert send_back(no=made.no, shown=seen, said="再看", officer=officer) is None
    assert approve(made, [bought], 100, officer) is None
    assert sign_claim(no=made.no, shown=seen, officer=second) == NotDone("changed")
    assert send_back(no=made.no, shown="", said="再看", officer=second) == NotDone("changed")
    assert row(made).state == "signing"
    assert sign_claim(no=made.no, shown=shown_of(made), officer=second) is None
    sweep_after(seconds=11)
    assert bought.row.refunded_fen == LARGE_FEN and breaches() == []


def test_the_same_decided_anew_is_the_same() -> None:
    bought = large()
    made, officer = approved(bought, share=50)
    seen = shown_of(made)
    assert send_back(no=made.no, shown=seen, said="再看", officer=officer) is None
    assert approve(made, [bought], 50, officer) is None
    assert sign_claim(no=made.no, shown=seen, officer=an_officer()) is None


def on_its_way(bought: Bought, no: str) -> Case:
    """Have the order's case wait for its cards to be locked, as one that was approved."""
    case = case_after(bought, reason="unwanted")
    Case.objects.filter(id=case.id).update(state="approved")
    line = ClaimOrder.objects.filter(claim__no=no, order=bought.row)
    line.update(case_no=case.no, cases=[case.no])
    return case


def test_what_is_on_its_way_is_neither_ended_nor_decided_again() -> None:
    bought = delivered(goods=a_product(price_fen=60_000))
    made, _ = approved(bought, share=100)
    case = on_its_way(bought, made.no)
    assert not pay_claim(no=made.no, outside=wiring.outside())
    Claim.objects.filter(no=made.no).update(stuck_at=ClockNow())
    chief = an_officer("supervisor")
    assert decide_again(no=made.no, officer=chief) == MOVING
    assert end_payment(no=made.no, said="到此为止", officer=chief) == MOVING
    assert row(made).state == "paying" and ClaimOrder.objects.get().share == 100
    Case.objects.filter(id=case.id).update(state="platform_review")
    assert decide_again(no=made.no, officer=chief) is None


def test_nor_is_it_sent_back_by_who_signs_the_rest() -> None:
    bought = large()
    made, _ = approved(bought, share=100)
    on_its_way(bought, made.no)
    refused = send_back(no=made.no, shown=shown_of(made), said="再看", officer=an_officer())
    assert refused == MOVING
    assert row(made).state == "signing" and ClaimOrder.objects.get().share == 100


def objects(bought: Bought) -> None:
    assert object_to_freeze(account_id=bought.buyer, said="账号是我本人的") is None


def answer(no: str, officer: Officer) -> None:
    assert answer_objection(no=no, upheld=False, said="核对过了", officer=officer) is None


def test_nothing_is_approved_or_refused_while_the_holder_waits_for_an_answer() -> None:
    bought = delivered()
    made, officer = taken(bought)
    objects(bought)
    assert approve(made, [bought], 50, officer) == UNANSWERED
    told = {"code": "other", "said": "不同意"}
    assert reject_claim(no=made.no, officer=officer, **told) == UNANSWERED
    answer(made.no, officer)
    assert approve(made, [bought], 50, officer) is None


def test_nothing_is_signed_either_and_sending_back_needs_no_answer() -> None:
    bought = large()
    made, officer = approved(bought, share=100)
    objects(bought)
    second = an_officer()
    assert sign_claim(no=made.no, shown=shown_of(made), officer=second) == UNANSWERED
    assert send_back(no=made.no, shown=shown_of(made), said="先答复", officer=second) is None
    answer(made.no, officer)
    assert approve(made, [bought], 100, officer) is None
    assert sign_claim(no=made.no, shown=shown_of(made), officer=second) is None


@pytest.mark.parametrize("decided", [False, True])
def test_the_systems_own_answer_waits_for_no_objection(decided: bool) -> None:
    bought = large()
    made = approved(bought, share=100)[0] if decided else submitted(bought)
    objects(bought)
    sweep_after(days=14, hours=20)
    claim = row(made)
    assert claim.by_system and claim.state in ("paying", "decided")


@pytest.mark.parametrize("code", ["changed", "objection_open", "on_its_way"])
def test_each_refusal_has_words(code: str) -> None:
    assert all(LABELS["barred"][code])
