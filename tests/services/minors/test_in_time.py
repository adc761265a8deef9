"""Before day fifteen there is an answer, whoever does not give it."""

from __future__ import annotations

import pytest

from anxin.services.minors.looking import take_claim
from anxin.services.minors.telling import NotDone
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.minors.models import Claim, ClaimOrder, Event, Paper
from tests.factories.account import a_buyer
from tests.factories.catalog import a_product
from tests.factories.clock import sweep_after
from tests.factories.minors import an_officer, approved, row, submitted, taken
from tests.factories.order import Bought, delivered, view

pytestmark = pytest.mark.django_db

PRICE_FEN = 9_800
LARGE_FEN = 600_000


def seen(**order: object) -> Bought:
    bought = delivered(**order)
    view(bought)
    return bought


def kinds(claim: Claim) -> list[str]:
    return list(Event.objects.filter(claim=claim).order_by("id").values_list("kind", flat=True))


def to_the_end() -> None:
    """Sweep every day until five hours before the deadline, then until everything is paid."""
    for day in range(12, 15):
        sweep_after(days=day, hours=1)
    sweep_after(days=14, hours=19)
    sweep_after(days=14, hours=19, minutes=1)


def test_a_supervisor_is_pressed_every_day_from_day_twelve() -> None:
    made = submitted(seen())
    sweep_after(days=12, hours=1)
    assert row(made).escalated
    assert take_claim(no=made.no, officer=an_officer()) == NotDone("supervisors")
    sweep_after(days=13, hours=1, minutes=1)
    sweep_after(days=13, hours=2)
    sweep_after(days=14, hours=1, minutes=2)
    told = [one for one in kinds(row(made)) if one in ("escalated", "pressed")]
    assert told == ["escalated", "pressed", "pressed"]
    assert row(made).state == "submitted"


def test_what_nobody_decided_is_given_by_its_proposal_before_day_fifteen() -> None:
    bought = seen()
    before = balance(account_id=bought.buyer)
    made = submitted(bought)
    to_the_end()
    claim, line = row(made), ClaimOrder.objects.get(order=bought.row)
    assert (claim.state, claim.by_system, claim.late) == ("decided", True, False)
    assert claim.closed_at and claim.decide_by and claim.closed_at < claim.decide_by
    assert (line.share, line.given_fen) == (line.proposed, PRICE_FEN)
    assert balance(account_id=bought.buyer) == before + PRICE_FEN
    assert claim.decided_by_id is None and claim.said
    assert "answered_in_time" in kinds(claim)
    assert breaches() == []


def test_a_great_sum_is_given_as_well_without_a_second_signature() -> None:
    bought = seen(buyer=a_buyer(money_fen=2_000_000), goods=a_product(price_fen=LARGE_FEN))
    made = submitted(bought)
    to_the_end()
    assert row(made).state == "decided"
    assert bought.row.refunded_fen == LARGE_FEN
    assert breaches() == []


def test_what_nobody_signed_is_given_as_it_was_decided() -> None:
    bought = seen(buyer=a_buyer(money_fen=2_000_000), goods=a_product(price_fen=900_000))
    made, officer = approved(bought, share=60)
    assert row(made).state == "signing"
    to_the_end()
    claim = row(made)
    assert (claim.state, claim.by_system) == ("decided", True)
    assert (claim.decided_by_id, claim.signed_by_id) == (officer.account_id, None)
    assert bought.row.refunded_fen == 540_000
    assert breaches() == []


def test_the_proposal_is_what_stands_then_not_what_stood_first() -> None:
    bought = delivered()
    made = submitted(bought, consent="once")
    assert ClaimOrder.objects.get(order=bought.row).codes == ["nothing_used"]
    bought_row = bought.row
    bought_row.viewed_units = 1
    bought_row.save()
    to_the_end()
    assert "nothing_used" not in ClaimOrder.objects.get(order=bought.row).codes
    assert row(made).state == "decided"


def test_without_orders_the_answer_says_what_is_missing() -> None:
    made = submitted()
    to_the_end()
    claim = row(made)
    assert (claim.state, claim.refusal, claim.by_system) == ("rejected", "no_orders", True)
    assert "没有找到订单" in claim.said and not claim.late


def test_without_a_paper_that_opens_nothing_is_given() -> None:
    bought = seen()
    made = submitted(bought)
    Paper.objects.filter(claim__no=made.no).update(state="refused", next_read_at=None)
    to_the_end()
    assert (row(made).state, row(made).refusal) == ("rejected", "papers_missing")
    assert bought.row.refunded_fen == 0


def test_who_was_of_age_is_told_so() -> None:
    made = submitted(seen(), born="20070601")
    to_the_end()
    assert (row(made).state, row(made).refusal) == ("rejected", "of_age")


def test_a_site_that_slept_answers_as_soon_as_it_wakes_and_says_that_it_is_late() -> None:
    bought = seen()
    made, _ = taken(bought)
    sweep_after(days=16)
    sweep_after(days=16, minutes=1)
    claim = row(made)
    assert (claim.state, claim.late) == ("decided", True)
    assert "late" in kinds(claim)
