"""Refunds paid before review are looked at by sample, and no money is ever taken back for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin.domain.quality import CHECK_DAYS, LEAST_OF_EACH
from anxin.services.quality.instants import (
    NotLooked,
    draw_instants,
    end_instant_wait,
    judge_instant,
    look_at_instant,
)
from anxin.services.risk.restricting import Officer
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.quality.instants import count_for_supervisors
from anxin.storage.quality.models import Check, InstantLook
from anxin.storage.risk.models import Abuse
from tests.factories.aftersale import case_after
from tests.factories.clock import sweep_after
from tests.factories.instants import FOUND, an_instant, doubted, drawn_instant, paid_unseen
from tests.factories.order import paid
from tests.factories.quality import a_day_later
from tests.factories.risk import an_officer, standing
from tests.storage.test_bounds import refused

pytestmark = pytest.mark.django_db

BASIS = "与发卡方核实：退款后仍被使用"


def seen(row: InstantLook) -> InstantLook:
    """The row as the database has it now."""
    row.refresh_from_db()
    return row


def judge(row: InstantLook, *, by: Officer | None = None, abuse: str = "other") -> NotLooked | None:
    return judge_instant(no=row.no, by=by or an_officer(), abuse=abuse, said=BASIS)


def test_what_was_paid_before_review_is_drawn_the_day_after_and_once() -> None:
    _, case = paid_unseen()
    case_after(paid())
    assert draw_instants() == 0, "the day is not over"
    row = drawn_instant(case)
    assert row.due_at and row.due_at - row.at == timedelta(days=CHECK_DAYS)
    assert draw_instants() == 0
    assert [one.case_id for one in InstantLook.objects.all()] == [case.id]
    assert not Check.objects.exists(), "nobody decided it, so nobody is graded"


def test_of_a_day_at_least_as_many_are_drawn_as_of_a_reviewer() -> None:
    for _ in range(LEAST_OF_EACH + 1):
        paid_unseen()
    a_day_later()
    assert draw_instants() >= LEAST_OF_EACH


def test_one_that_is_fine_is_over_and_needs_no_words() -> None:
    row = an_instant()
    assert look_at_instant(no=row.no, by=an_officer("senior"), fine=True, said="") is None
    assert (seen(row).state, row.due_at, row.judged_by) == ("right", None, None)
    again = look_at_instant(no=row.no, by=an_officer("senior"), fine=False, said=FOUND)
    assert again == NotLooked("looked_at_already")


def test_a_doubt_needs_words_and_is_a_supervisors_who_records_an_abuse_and_no_money_moves() -> None:
    row, before = an_instant(), count_for_supervisors()
    case = Case.objects.get(id=row.case_id)
    had_fen = balance(account_id=case.buyer_id)
    senior = an_officer("senior")
    assert look_at_instant(no=row.no, by=senior, fine=False, said=" ") == NotLooked("words_missing")
    doubted(row, by=senior)
    assert (row.state, count_for_supervisors()) == ("doubted", before + 1)
    assert judge(row, by=senior) == NotLooked("not_allowed")
    assert judge(row) is None
    assert (seen(row).state, row.due_at, count_for_supervisors()) == ("abuse", None, before)
    abuse = Abuse.objects.get(account_id=case.buyer_id)
    assert (abuse.kind, abuse.basis, abuse.order_id) == ("other", BASIS, case.order_id)
    assert standing(case.buyer_id)[1], "as any established abuse it flags, and can be appealed"
    assert judge(row) == NotLooked("judged_already")
    case.refresh_from_db()
    assert (case.state, balance(account_id=case.buyer_id)) == ("refunded", had_fen)
    assert breaches() == []


def test_a_doubt_can_be_let_be_with_a_reason() -> None:
    row = doubted(an_instant())
    assert judge_instant(no=row.no, by=an_officer(), abuse="", said=" ") == NotLooked(
        "words_missing"
    )
    assert judge(row, abuse="") is None
    assert seen(row).state == "let_be"
    assert not Abuse.objects.exists()


def test_an_abuse_that_cannot_be_recorded_leaves_the_doubt_open() -> None:
    row = doubted(an_instant())
    assert judge(row, abuse="sorcery") == NotLooked("reason_missing")
    assert seen(row).state == "doubted"


def test_nobody_looks_at_his_own_or_his_shops() -> None:
    bought, case = paid_unseen()
    row = drawn_instant(case)
    for who, code in ((bought.buyer, "own_case"), (bought.goods.shop.member, "own_merchant")):
        officer = Officer(who, "senior")
        assert look_at_instant(no=row.no, by=officer, fine=True, said="") == NotLooked(code)
    agent = an_officer("agent")
    assert look_at_instant(no=row.no, by=agent, fine=True, said="") == NotLooked("not_allowed")


@pytest.mark.parametrize(("works", "pressed"), [(True, 1), (False, 0)])
def test_one_that_nobody_looks_at_is_told_to_supervisors_each_working_day(
    works: bool, pressed: int
) -> None:
    row, before = an_instant(), count_for_supervisors()
    InstantLook.objects.filter(id=row.id).update(due_at="2020-01-01T00:00:00Z")
    assert end_instant_wait(no=row.no, is_working_day=lambda _: works)
    assert (seen(row).pressed, count_for_supervisors()) == (pressed, before + pressed)
    assert not end_instant_wait(no=row.no, is_working_day=lambda _: works)


def test_the_sweep_finds_it() -> None:
    row = an_instant()
    due = row.due_at
    sweep_after(days=CHECK_DAYS + 3)
    assert seen(row).due_at != due


@pytest.mark.parametrize(
    ("change", "bound"),
    [
        ("due_at = NULL", "instant_waits_with_a_deadline"),
        ("state = 'waiting'", "instant_looked_at_by_somebody"),
        ("said = ''", "instant_doubted_in_words"),
        ("state = 'abuse', due_at = NULL", "instant_doubt_judged_in_words"),
        ("state = 'clawed'", "instant_look_state"),
    ],
)
def test_it_keeps_its_shape(change: str, bound: str) -> None:
    row = doubted(an_instant())
    said = refused(f"UPDATE anxin_quality_instantlook SET {change} WHERE no = %s", row.no)
    assert bound in said
