"""A request that nobody has decided can be changed; it is decided anew, as if asked so at first."""

from __future__ import annotations

from uuid import uuid4

import pytest

from anxin import wiring
from anxin.domain.request import Said
from anxin.services.aftersale.advice import advice_of
from anxin.services.aftersale.by_law import open_by_law
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import approve_case
from anxin.services.aftersale.submit import CaseForm, Declined, Submitted
from anxin.services.aftersale.turns.buyer import send_back, withdraw_case
from anxin.services.aftersale.turns.editing import edit_case
from anxin.services.aftersale.turns.returning import dispute_return
from anxin.storage.aftersale.ground import ground_by_buyer
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.order.models import OrderEvent
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import ask, case_after
from tests.factories.catalog import a_product
from tests.factories.clock import sweep_after
from tests.factories.complaint import joined
from tests.factories.order import Bought, delivered, paid, view
from tests.factories.turns import in_review, with_merchant

pytestmark = pytest.mark.django_db


def edit(case: Case, buyer: object, **form: object) -> NotDecided | None:
    """Send the form again for an open case."""
    changed = CaseForm(uuid4(), **form)  # type: ignore[arg-type]
    return edit_case(
        no=case.no,
        buyer_id=buyer,  # type: ignore[arg-type]
        form=changed,
        outside=wiring.outside(),
    )


def test_another_reason_may_be_paid_at_once() -> None:
    bought = delivered()
    case = case_after(bought, reason="card_invalid")
    assert case.state == "needs_evidence"
    assert edit(case, bought.buyer, reason="not_received") is None
    case.refresh_from_db()
    assert (case.state, case.reason, case.edits) == ("refunded", "not_received", 1)
    assert balance(account_id=bought.buyer) == 200_000
    assert breaches() == []


def test_only_the_buyer_changes_a_request_and_three_times_at_most() -> None:
    bought, case = with_merchant()
    assert edit(case, a_buyer(), reason="quality") == NotDecided("not_found")
    assert edit(case, bought.buyer) == NotDecided("reason_missing")
    for reason in ("quality", "card_invalid", "quality"):
        assert edit(case, bought.buyer, reason=reason) is None
    assert edit(case, bought.buyer, reason="quality") == NotDecided("too_many_edits")


def test_what_is_decided_is_not_changed_any_more() -> None:
    bought, case = in_review()
    withdraw_case(no=case.no, buyer_id=bought.buyer)
    assert edit(case, bought.buyer, units=1) == NotDecided("not_editable")


def test_an_order_is_not_asked_for_and_withdrawn_without_end() -> None:
    bought, case = in_review()
    for _ in range(3):
        assert withdraw_case(no=case.no, buyer_id=bought.buyer) is None
        answer = ask(bought)
        if isinstance(answer, Declined):
            break
        case = Case.objects.get(no=answer.case_no)
    assert answer == Declined("too_many_withdrawals")


def disputed() -> tuple[Bought, Case]:
    bought = delivered(goods=a_product(kind="physical", cards=0))
    case = case_after(bought, reason="no_reason")
    shop = bought.goods.shop
    send_back(no=case.no, buyer_id=bought.buyer, carrier="顺丰", parcel_no="SF1234567")
    said = dispute_return(
        no=case.no,
        merchant_id=shop.id,
        actor=shop.member,
        said="空盒",
        outside=wiring.outside(),
    )
    assert said is None
    case.refresh_from_db()
    return bought, case


def complained() -> tuple[Bought, Case]:
    bought, case = in_review()
    assert joined(bought.no) is None
    case.refresh_from_db()
    return bought, case


def by_law() -> tuple[Bought, Case]:
    bought = paid()
    form = CaseForm(uuid4(), by_system=True)
    opened = open_by_law(
        read_ground=lambda: ground_by_buyer(
            buyer_id=bought.buyer, order_no=bought.no, form_key=form.form_key
        ),
        form=form,
        why={"zh": "依法", "en": "By law"},
        outside=wiring.outside(),
    )
    assert isinstance(opened, Submitted)
    return bought, Case.objects.get(no=opened.case_no)


@pytest.mark.parametrize("story", [disputed, complained, by_law])
def test_a_seniors_case_is_not_changed_into_another(story: object) -> None:
    bought, case = story()  # type: ignore[operator]
    assert (case.state, case.tier) == ("platform_review", "senior")
    reason = case.reason
    assert edit(case, bought.buyer, reason=reason, units=1) == NotDecided("in_other_hands")
    case.refresh_from_db()
    assert (case.state, case.tier, case.edits) == ("platform_review", "senior", 0)
    assert withdraw_case(no=case.no, buyer_id=bought.buyer) is None


def test_a_tier_that_lateness_raised_is_not_lowered_by_a_change() -> None:
    bought, case = in_review()
    sweep_after(days=5)
    sweep_after(days=6, minutes=1)
    case.refresh_from_db()
    assert case.tier == "supervisor"
    assert edit(case, bought.buyer, units=1) is None
    case.refresh_from_db()
    assert (case.state, case.tier, case.edits) == ("platform_review", "supervisor", 1)


def test_a_smaller_request_may_be_a_lower_tiers() -> None:
    goods = a_product(price_fen=60_000)
    bought = paid(goods=goods, buyer=a_buyer(money_fen=600_000), units=10)
    case = case_after(bought)
    assert case.tier == "senior"
    assert edit(case, bought.buyer, units=1) is None
    case.refresh_from_db()
    assert case.tier == "first_line"


def test_goods_that_came_back_once_are_not_sent_again() -> None:
    _, case = disputed()
    assert approve_case(no=case.no, reviewer=a_reviewer(role="senior"), note="") is None
    case.refresh_from_db()
    assert case.state == "refunded", "what a senior gives over a dispute is given at once"


def test_a_change_names_an_order_that_can_be_kept() -> None:
    buyer, goods = a_buyer(), a_product()
    first, second = delivered(buyer=buyer, goods=goods), delivered(buyer=buyer, goods=goods)
    case = case_after(second, reason="card_invalid")
    for keep, why in ((second.no, "keep_itself"), ("NOSUCHORDER1", "keep_unknown")):
        changed = edit(case, buyer, reason="duplicate_order", details={"keep": keep})
        assert changed == NotDecided(why)
    case.refresh_from_db()
    assert (case.state, case.edits) == ("needs_evidence", 0)
    assert edit(case, buyer, reason="duplicate_order", details={"keep": first.no}) is None
    case.refresh_from_db()
    assert (case.state, case.details) == ("refunded", {"keep": first.no})
    assert breaches() == []


def told_about(bought: Bought, reason: str, note: str) -> frozenset[str]:
    """The keys of what the page tells about a form."""
    ground = ground_by_buyer(buyer_id=bought.buyer, order_no=bought.no)
    assert ground is not None
    advice = advice_of(
        ground=ground, reason=reason, units=None, said=Said(note), outside=wiring.outside()
    )
    return frozenset(each.key for each in advice)


@pytest.mark.parametrize(
    ("reason", "note", "key"),
    [
        ("card_invalid", "商品不行", "card_invalid.ask.says_nothing"),
        ("not_received", "", "not_received.stop.was_viewed"),
    ],
)
def test_a_change_is_told_of_vague_words_and_of_what_the_record_says(
    reason: str, note: str, key: str
) -> None:
    bought = delivered()
    view(bought)
    case = case_after(bought, reason="card_invalid")
    told: frozenset[str] = frozenset()
    advised = edit(case, bought.buyer, reason=reason, note=note, told=told)
    assert advised == NotDecided("advised")
    case.refresh_from_db()
    assert (case.state, case.edits) == ("needs_evidence", 0)
    given = told_about(bought, reason, note)
    assert key in given
    assert edit(case, bought.buyer, reason=reason, note=note, told=given) is None
    changed = OrderEvent.objects.get(order=case.order, kind="case_edited")
    assert key in changed.data["advice"]
