"""Accounts assessed: from what is on record, the same every time, and shown where requests read."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.utils import IntegrityError

from anxin import wiring
from anxin.services.aftersale.review import reject_case
from anxin.services.aftersale.submit import CaseForm, submit_case
from anxin.services.order.deliver import confirm_receipt
from anxin.services.risk.assessing import assess_account
from anxin.services.risk.restricting import record_abuse
from anxin.services.risk.standing import SHOW
from anxin.services.risk.watching import assess_due, enrol_buyers
from anxin.storage.account.models import Account
from anxin.storage.aftersale.ground import Ground, ground_by_buyer
from anxin.storage.aftersale.models import Case
from anxin.storage.risk.models import Assessment, Restriction, Standing
from tests.factories.account import a_buyer, a_reviewer, an_account
from tests.factories.aftersale import ask, case_after
from tests.factories.clock import let_pass
from tests.factories.conduct import suspect
from tests.factories.order import delivered, paid
from tests.factories.risk import an_officer, assessed, paid_by, restricted, standing

pytestmark = pytest.mark.django_db


def test_a_buyer_of_whom_nothing_is_known_has_the_start_and_no_score() -> None:
    buyer = a_buyer()
    found = assessed(buyer)
    assert (found.score, found.flagged, found.credit, found.reasons) == (0, False, 60, [])
    assert standing(buyer) == (60, False)


def test_justified_refunds_leave_the_credit_as_it_was() -> None:
    buyer = a_buyer(money_fen=1_000_000)
    before = assessed(buyer).credit
    for _ in range(3):
        case = case_after(delivered(buyer=buyer), reason="card_invalid")
        Case.objects.filter(id=case.id).update(state="refunded", cause="merchant")
    after = assessed(buyer)
    assert after.credit == before
    assert {"code": "justified", "points": 0, "params": {"n": 3}} in after.credit_items


def test_a_family_with_one_payer_restricts_nobody_whatever_its_others_did() -> None:
    buyer, others = a_buyer(money_fen=0), [restricted() for _ in range(4)]
    paid_by("alipay:2088", buyer, *others)
    found = assessed(buyer)
    assert found.reasons == [{"code": "linked_restricted", "points": 30, "count": 4}]
    assert (found.flagged, standing(buyer)) == (False, (60, False))


def test_a_day_with_a_completed_order_earns_credit_once_a_day() -> None:
    buyer = a_buyer(money_fen=1_000_000)
    for _ in range(3):
        bought = delivered(buyer=buyer)
        assert confirm_receipt(no=bought.no, buyer_id=buyer)
    assert assessed(buyer).credit == 62
    assert standing(buyer) == (62, False)


def test_a_day_whose_order_was_given_back_earns_nothing_and_a_fault_takes_nothing_away() -> None:
    buyer = a_buyer(money_fen=1_000_000)
    bought = delivered(buyer=buyer)
    assert confirm_receipt(no=bought.no, buyer_id=buyer)
    case = case_after(bought, reason="card_invalid")
    Case.objects.filter(id=case.id).update(state="refunded", cause="merchant")
    assert assessed(buyer).credit == 62
    Case.objects.filter(id=case.id).update(cause="buyer")
    assert assessed(buyer).credit == 60


def test_assessing_again_on_the_same_facts_writes_nothing() -> None:
    buyer = a_buyer()
    first = assessed(buyer)
    count = Account.objects.get(id=buyer).case_count
    let_pass(days=3)
    assert assessed(buyer) == first
    assert Assessment.objects.filter(account_id=buyer).count() == 1
    assert Account.objects.get(id=buyer).case_count == count


def test_two_habits_flag_restrict_and_are_lifted_by_time() -> None:
    buyer = a_buyer(money_fen=1_000_000)
    suspect(buyer)
    found = assessed(buyer)
    assert found.flagged and found.score >= 60
    [restriction] = Restriction.objects.filter(account_id=buyer, lifted_at=None)
    assert (restriction.source, restriction.own) == ("system", True)
    assert set(restriction.codes) == {"cancels", "returns", "after_view"}
    assert standing(buyer)[1]
    let_pass(days=120)
    assessed(buyer)
    restriction.refresh_from_db()
    assert restriction.lifted_how == "healed"
    assert not standing(buyer)[1]


def test_proven_abuse_flags_at_once_costs_instant_refunds_and_is_recorded_once() -> None:
    buyer, officer, key = a_buyer(), an_officer("operator"), uuid4()
    for _ in range(2):
        refused = record_abuse(
            account_id=buyer, kind="chargeback_after_refund", basis="拒付单与退款流水一致",
            form_key=key, officer=officer,
        )  # fmt: skip
        assert refused is None
    assert standing(buyer) == (20, True)
    assert Restriction.objects.get(account_id=buyer, lifted_at=None).codes == ["abuse"]


def test_a_change_of_credit_or_flag_sends_a_decision_in_flight_back_to_be_made_again() -> None:
    buyer = a_buyer(credit=90)
    before = Account.objects.get(id=buyer).case_count
    assert assess_account(account_id=buyer, cause="request")
    assert standing(buyer) == (60, False)
    assert Account.objects.get(id=buyer).case_count == before + 1


def test_only_buyers_are_assessed() -> None:
    assert assess_account(account_id=an_account(role="agent").id, cause="request") is None
    assert assess_account(account_id=uuid4(), cause="request") is None


def test_assessments_are_only_ever_added_to() -> None:
    buyer = a_buyer()
    assessed(buyer)
    with pytest.raises(IntegrityError, match="only ever added to"):
        Assessment.objects.filter(account_id=buyer).update(score=0)


def test_whoever_is_due_is_assessed_and_comes_again_by_himself() -> None:
    buyer = a_buyer()
    assessed(buyer)
    row = Standing.objects.get(account_id=buyer)
    assert row.due_at > row.account.created_at + timedelta(days=6)
    let_pass(days=8)
    assert assess_due() >= 1
    row.refresh_from_db()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_now()")
        assert row.due_at > cursor.fetchone()[0]


def test_a_buyer_to_whom_nothing_happens_is_assessed_when_time_earns_him_something() -> None:
    buyer = a_buyer()
    enrol_buyers()
    assert not Standing.objects.filter(account_id=buyer).exists()
    let_pass(days=31)
    assert enrol_buyers() >= 1
    assess_due()
    assert standing(buyer) == (61, False)
    assert enrol_buyers() == 0


def test_an_account_that_cannot_be_assessed_holds_up_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    buyers = [a_buyer(money_fen=0) for _ in range(2)]
    for buyer in buyers:
        assessed(buyer)
    Standing.objects.filter(account_id__in=buyers).update(due_at="2020-01-01T00:00+08:00")
    seen: list[UUID] = []

    def fails(*, account_id: UUID, cause: str) -> None:
        seen.append(account_id)
        if len(seen) == 1:
            raise RuntimeError

    monkeypatch.setattr("anxin.services.risk.watching.assess_account", fails)
    assess_due()
    assert set(buyers) <= set(seen)


def test_the_flag_reaches_the_next_request() -> None:
    buyer = a_buyer(money_fen=1_000_000)
    suspect(buyer)
    assessed(buyer)
    case = case_after(paid(buyer=buyer))
    assert (case.state, case.tier) == ("platform_review", "senior")
    senior = a_reviewer(role="senior")
    assert reject_case(no=case.no, reviewer=senior, code="no_rule", said="不符合") is None
    assert ask(paid(buyer=buyer))


def seen_in_between(buyer: UUID, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> int:
    """Cancel an order whose buyer is restricted between the decision's look and its writing.

    Not `guarded`: as if the restriction left the count of cases alone. Returns what was refunded.
    """
    if not guarded:
        naive = SHOW.replace(", case_count = a.case_count + 1", "")
        assert naive != SHOW
        monkeypatch.setattr("anxin.services.risk.standing.SHOW", naive)
    bought = paid(buyer=buyer)
    looks = 0

    def read_ground() -> Ground | None:
        nonlocal looks
        looks += 1
        ground = ground_by_buyer(buyer_id=buyer, order_no=bought.no)
        if looks == 1:
            restricted(buyer=buyer)
        return ground

    submit_case(read_ground=read_ground, form=CaseForm(uuid4(), None), outside=wiring.outside())
    return bought.row.refunded_fen


def test_a_decision_made_before_a_restriction_is_made_again_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert seen_in_between(a_buyer(), monkeypatch, guarded=True) == 0
    assert seen_in_between(a_buyer(), monkeypatch, guarded=False) == 9_800
