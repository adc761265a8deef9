"""What is approved is given as far as it is still there; what cannot be is a person's again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anxin import wiring
from anxin.domain.remedy import Remedy
from anxin.services.aftersale.review import approve_case
from anxin.services.failpoint import Struck, arm
from anxin.services.minors.closing import decide_again, end_payment
from anxin.services.minors.deciding import approve_claim, reject_claim, sign_claim
from anxin.services.minors.paying import pay_claim
from anxin.services.minors.telling import NotDone
from anxin.services.minors.writing import withdraw_claim
from anxin.storage.account.models import Account
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.minors import marks
from anxin.storage.minors.freezes import is_frozen
from anxin.storage.minors.models import Claim, ClaimOrder, Event
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.clock import let_pass, sweep_after
from tests.factories.minors import an_officer, approve, approved, row, shown_of, taken
from tests.factories.order import Bought, delivered, view
from tests.factories.recall import of_product, recalled

pytestmark = pytest.mark.django_db

PRICE_FEN = 9_800
LARGE_FEN = 600_000
NEVER = "9999-01-01T00:00:00Z"


def seen(**order: object) -> Bought:
    bought = delivered(**order)
    view(bought)
    return bought


def line_of(bought: Bought) -> ClaimOrder:
    """The order's line in the claim that was made last."""
    line = ClaimOrder.objects.filter(order=bought.row).order_by("-id").first()
    assert line is not None
    return line


def left_open(no: str) -> Case:
    """Have the worker die once the order's case is open and nobody has approved it."""

    def die() -> None:
        raise Struck("here")

    arm({"minors.case_open_not_approved": die})
    try:
        with pytest.raises(Struck):
            pay_claim(no=no, outside=wiring.outside())
    finally:
        arm({})
    return Case.objects.latest("id")


def large() -> Bought:
    """An order above what one senior lets a buyer have alone."""
    return seen(buyer=a_buyer(money_fen=2_000_000), goods=a_product(price_fen=LARGE_FEN))


def test_an_order_that_was_recalled_meanwhile_is_settled_with_nothing() -> None:
    bought = large()
    made, _ = approved(bought, share=100)
    recalled(of_product(bought.goods))
    assert sign_claim(no=made.no, shown=shown_of(made), officer=an_officer()) is None
    sweep_after(seconds=11)
    claim, line = row(made), line_of(bought)
    assert (claim.state, line.given_fen, line.trouble) == ("decided", 0, "")
    assert line.paid_at is not None
    assert not is_frozen(account_id=bought.buyer)
    assert bought.row.refunded_fen == LARGE_FEN
    assert breaches() == []


def test_of_what_another_claim_gave_back_meanwhile_only_the_rest_is_given() -> None:
    bought = large()
    first, _ = approved(bought, share=100)
    second, officer = taken(bought, guardian=9)
    assert approve(second, [bought], 70, officer) is None
    sweep_after(seconds=11)
    assert (row(second).state, bought.row.refunded_fen) == ("decided", 420_000)
    assert sign_claim(no=first.no, shown=shown_of(first), officer=an_officer()) is None
    sweep_after(minutes=1)
    line = ClaimOrder.objects.get(claim=row(first))
    assert (row(first).state, line.gross_fen, line.given_fen) == ("decided", LARGE_FEN, 180_000)
    assert bought.row.refunded_fen == LARGE_FEN
    assert breaches() == []


def test_its_case_is_neither_escalated_nor_paid_by_a_deadline_of_its_own() -> None:
    bought = seen()
    made, _ = approved(bought, share=30)
    case = left_open(made.no)
    Claim.objects.filter(no=made.no).update(due_at=None)
    for days in (2, 4, 15, 20):
        sweep_after(days=days)
    case.refresh_from_db()
    assert (case.state, case.tier) == ("platform_review", "senior")
    assert bought.row.refunded_fen == 0
    assert pay_claim(no=made.no, outside=wiring.outside())
    assert bought.row.refunded_fen == PRICE_FEN * 30 // 100
    assert breaches() == []


def test_less_given_by_its_case_is_not_all_and_the_rest_follows() -> None:
    bought = seen()
    made, _ = approved(bought, share=50)
    case = left_open(made.no)
    senior = a_reviewer(role="senior")
    part = Remedy("sum", gross_fen=2_000)
    given = approve_case(no=case.no, reviewer=senior, note="", remedy=part, for_claim=True)
    assert given is None
    sweep_after(seconds=11)
    line = line_of(bought)
    assert (row(made).state, line.given_fen) == ("decided", PRICE_FEN // 2)
    assert bought.row.refunded_fen == PRICE_FEN // 2
    assert sorted(Case.objects.filter(order=bought.row).values_list("gross_fen", flat=True)) == [
        2_000,
        2_900,
    ]
    assert breaches() == []


def test_more_given_by_its_case_is_what_it_came_to() -> None:
    bought = seen()
    made, _ = approved(bought, share=50)
    case = left_open(made.no)
    senior = a_reviewer(role="senior")
    part = Remedy("sum", gross_fen=9_000)
    given = approve_case(no=case.no, reviewer=senior, note="", remedy=part, for_claim=True)
    assert given is None
    sweep_after(seconds=11)
    assert (row(made).state, line_of(bought).given_fen) == ("decided", 9_000)


def test_money_whose_cards_are_not_locked_yet_is_not_given_yet() -> None:
    bought = seen()
    made, _ = approved(bought, share=50)
    case = left_open(made.no)
    Case.objects.filter(id=case.id).update(state="approved")
    assert not pay_claim(no=made.no, outside=wiring.outside())
    assert (row(made).state, line_of(bought).trouble) == ("paying", "on_its_way")
    Case.objects.filter(id=case.id).update(state="platform_review")
    assert pay_claim(no=made.no, outside=wiring.outside())
    assert bought.row.refunded_fen == PRICE_FEN // 2


def test_the_years_numbers_count_what_was_really_given() -> None:
    bought = large()
    made, _ = approved(bought, share=100)
    year = row(made).at.year
    before = sum(one.refunded_fen for one in marks.year_of_claims(year=year))
    recalled(of_product(bought.goods))
    sign_claim(no=made.no, shown=shown_of(made), officer=an_officer())
    sweep_after(seconds=11)
    assert sum(one.refunded_fen for one in marks.year_of_claims(year=year)) == before


def stuck(*, share: int = 50) -> tuple[Bought, str]:
    """A claim whose decider may not decide cases any more: no try will ever help."""
    bought = seen()
    made, officer = approved(bought, share=share)
    Account.objects.filter(id=officer.account_id).update(role="agent")
    sweep_after(seconds=11)
    return bought, made.no


def test_what_no_try_can_help_is_a_supervisors_at_once_and_told_again_every_day() -> None:
    _, no = stuck()
    claim = Claim.objects.get(no=no)
    assert (claim.state, claim.escalated) == ("paying", True)
    assert claim.stuck_at is not None
    for hours in (1, 25, 50):
        sweep_after(hours=hours)
    assert Event.objects.filter(claim=claim, kind="stuck").count() == 3


def test_what_passes_by_itself_is_a_supervisors_after_a_day() -> None:
    bought = seen()
    waiting = case_after(bought, reason="card_invalid")
    Case.objects.filter(id=waiting.id).update(state="merchant_turn", due_at=NEVER)
    made, _ = approved(bought, share=50)
    sweep_after(seconds=11)
    sweep_after(hours=23)
    assert row(made).stuck_at is None
    sweep_after(hours=25)
    assert row(made).stuck_at is not None and row(made).escalated


def test_a_supervisor_ends_it_with_what_was_given_and_a_reason() -> None:
    bought, no = stuck()
    chief = an_officer("supervisor")
    assert end_payment(no=no, said=" ", officer=chief) == NotDone("reason_missing")
    assert end_payment(no=no, said="不能退", officer=an_officer()) == NotDone("supervisors")
    assert end_payment(no=no, said="其余已另行退回", officer=chief) is None
    claim = Claim.objects.get(no=no)
    assert (claim.state, line_of(bought).given_fen) == ("decided", 0)
    assert claim.said == "按双方过错分担\n\n其余已另行退回"
    assert not is_frozen(account_id=bought.buyer)
    assert not Case.objects.filter(order=bought.row).exclude(state="withdrawn").exists()
    assert end_payment(no=no, said="再来", officer=chief) == NotDone("not_stuck")


def test_secrets_of_what_was_ended_without_money_are_shown_again() -> None:
    bought, no = stuck(share=100)
    assert not isinstance(view(bought), list)
    assert end_payment(no=no, said="不再退", officer=an_officer("supervisor")) is None
    assert isinstance(view(bought), list)


def test_a_supervisor_decides_again_and_it_is_paid() -> None:
    bought, no = stuck()
    chief = an_officer("supervisor")
    assert decide_again(no=no, officer=an_officer()) == NotDone("supervisors")
    assert decide_again(no=no, officer=chief) is None
    claim = Claim.objects.get(no=no)
    assert (claim.state, claim.assigned_id) == ("submitted", chief.account_id)
    assert claim.decide_by and claim.submitted_at
    assert claim.decide_by >= claim.submitted_at + timedelta(days=15)
    assert bought.row.case_open is False
    shares = {bought.no: 70}
    assert approve_claim(no=no, shares=shares, said="重新决定", officer=chief) is None
    sweep_after(minutes=1)
    assert Claim.objects.get(no=no).state == "decided"
    assert bought.row.refunded_fen == line_of(bought).given_fen == 6_860
    assert breaches() == []


def test_what_goes_well_is_nobodys_to_end() -> None:
    made, _ = approved(seen(), share=50)
    chief = an_officer("supervisor")
    assert end_payment(no=made.no, said="x", officer=chief) == NotDone("not_stuck")
    assert decide_again(no=made.no, officer=chief) == NotDone("not_stuck")


def test_an_order_that_was_paid_is_not_decided_again() -> None:
    buyer = a_buyer(money_fen=200_000)
    free, busy = seen(buyer=buyer), seen(buyer=buyer)
    waiting = case_after(busy, reason="card_invalid")
    Case.objects.filter(id=waiting.id).update(state="merchant_turn", due_at=NEVER)
    made, _ = approved(free, busy, share=50)
    sweep_after(seconds=11)
    sweep_after(hours=25)
    chief = an_officer("supervisor")
    assert decide_again(no=made.no, officer=chief) is None
    refused = reject_claim(no=made.no, code="other", said="不同意", officer=chief)
    assert refused == NotDone("paid_already")
    Case.objects.filter(id=waiting.id).update(state="platform_review", tier="first_line")
    assert approve(made, [free, busy], 50, chief) == NotDone("orders_changed")
    assert approve(made, [busy], 100, chief) is None
    sweep_after(hours=26)
    assert row(made).state == "decided"
    assert (free.row.refunded_fen, busy.row.refunded_fen) == (PRICE_FEN // 2, PRICE_FEN)
    assert breaches() == []


def test_withdrawn_after_it_was_stuck_nothing_stays_open() -> None:
    bought, no = stuck()
    let_pass(hours=1)
    assert decide_again(no=no, officer=an_officer("supervisor")) is None
    assert withdraw_claim(no=no) is None
    assert bought.row.case_open is False
    assert balance(account_id=bought.buyer) >= 0
