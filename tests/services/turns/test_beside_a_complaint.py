"""What was under way when somebody complained outside is paid by nobody but a senior."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db.models import F

from anxin.domain.remedy import Remedy
from anxin.services.aftersale.locked import settle_locked_cases
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import approve_case
from anxin.services.aftersale.turns.buyer import send_back
from anxin.services.aftersale.turns.merchant import agree
from anxin.services.aftersale.turns.proposals import accept, propose
from anxin.services.aftersale.turns.replacing import supply_replacements
from anxin.services.aftersale.turns.returning import confirm_return
from anxin.services.aftersale.turns.verdicts import decide_to_approve, decide_to_reject
from anxin.storage.aftersale.models import Case, Proposal
from anxin.storage.card.models import Card
from anxin.storage.ledger.queries import breaches
from anxin.storage.order.models import OrderEvent
from tests.factories.account import a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.clock import sweep_after
from tests.factories.complaint import joined
from tests.factories.order import Bought, delivered
from tests.factories.recall import line_of, of_product, recalled
from tests.factories.turns import buyer_of, in_review, platform, shop_of, with_merchant
from tests.services.turns.stories import physical

pytestmark = pytest.mark.django_db
Story = tuple[Bought, Case]
PART = Remedy("sum", gross_fen=1_000)


def now(case: Case) -> Case:
    return Case.objects.get(id=case.id)


def senior_approves(case: Case, remedy: Remedy | None = None) -> None:
    senior = a_reviewer(role="senior")
    assert approve_case(no=case.no, reviewer=senior, note="", remedy=remedy) is None


def approved() -> Story:
    """A card of an issuer, given back without anybody's doing, that waits for its lock."""
    bought = delivered(goods=a_product(issuer="sandbox"))
    case = case_after(bought, reason="unwanted")
    if case.state == "submitted":
        sweep_after(minutes=1)
    assert now(case).state == "approved", now(case).state
    return bought, case


def locked(bought: Bought) -> None:
    """The issuer has locked the cards."""
    cards = Card.objects.filter(ordercard__order=bought.row, state="locking")
    assert cards.update(lock="locked", locked_at=F("sold_at"))
    settle_locked_cases()


def replacing() -> Story:
    """A fault that the merchant is to make good by another card."""
    bought, case = with_merchant()
    offer = Remedy("replacement")
    assert propose(no=case.no, party=shop_of(bought), remedy=offer, said="") is None
    _accepted(bought, case)
    return bought, case


def _accepted(bought: Bought, case: Case) -> None:
    offer = Proposal.objects.get(case=case, state="open")
    assert accept(no=case.no, proposal_no=offer.no, party=buyer_of(bought)) is None


def offered() -> Story:
    """A sum that the merchant offers."""
    bought, case = with_merchant()
    assert propose(no=case.no, party=shop_of(bought), remedy=PART, said="") is None
    return bought, case


def sent_back() -> Story:
    """Goods on their way, as the policy granted it."""
    bought, case = physical()
    assert now(case).decided_by is None
    sent = send_back(no=case.no, buyer_id=bought.buyer, carrier="顺丰", parcel_no="SF1234567")
    assert sent is None
    return bought, case


def agrees(bought: Bought, case: Case) -> None:
    shop = bought.goods.shop
    assert agree(no=case.no, merchant_id=shop.id, actor=shop.member) is None


def confirms(bought: Bought, case: Case) -> None:
    shop = bought.goods.shop
    assert confirm_return(no=case.no, merchant_id=shop.id, actor=shop.member) is None


def is_locked(bought: Bought, _case: Case) -> None:
    locked(bought)


def is_never_locked(_bought: Bought, case: Case) -> None:
    Case.objects.filter(id=case.id).update(limit_at=F("submitted_at"), due_at=F("submitted_at"))
    sweep_after(minutes=2)


def is_in_stock(_bought: Bought, _case: Case) -> None:
    assert supply_replacements() == 1


STEPS: list[tuple[Callable[[], Story], Callable[[Bought, Case], None]]] = [
    (approved, is_locked),
    (approved, is_never_locked),
    (replacing, is_in_stock),
    (with_merchant, agrees),
    (offered, _accepted),
    (sent_back, confirms),
]


@pytest.mark.parametrize(("story", "step"), STEPS)
def test_what_would_have_been_paid_is_a_seniors_who_pays_it(
    story: Callable[[], Story], step: Callable[[Bought, Case], None]
) -> None:
    bought, case = story()
    joined(bought.no)
    step(bought, case)
    left = now(case)
    assert (left.state, left.tier) == ("platform_review", "senior")
    assert left.due_at is not None
    assert (bought.row.refunded_fen, bought.row.reserved_fen) == (0, 0)
    assert OrderEvent.objects.filter(order=case.order, kind="left_to_senior").count() == 1
    senior_approves(case)
    if now(case).state == "approved":
        locked(bought)
    assert now(case).state == "refunded", "the complaint is still open, and a senior has decided"
    assert breaches() == []


@pytest.mark.parametrize(("story", "step"), STEPS)
def test_without_a_complaint_it_is_done(
    story: Callable[[], Story], step: Callable[[Bought, Case], None]
) -> None:
    bought, case = story()
    step(bought, case)
    assert now(case).state in ("refunded", "replaced")


def test_a_replacement_that_a_senior_gave_in_sight_of_it_is_supplied() -> None:
    bought, case = with_merchant()
    joined(bought.no)
    agrees(bought, case)
    senior_approves(case, Remedy("replacement"))
    assert supply_replacements() == 1
    assert now(case).state == "replaced"


@pytest.mark.parametrize("again", [False, True], ids=["as it was", "and another complaint"])
def test_a_seniors_yes_is_carried_through_the_lock_unless_another_complaint_comes(
    again: bool,
) -> None:
    bought = delivered(goods=a_product(issuer="sandbox"))
    joined(bought.no)
    case = case_after(bought, reason="unwanted")
    sweep_after(minutes=1)
    assert (now(case).state, now(case).tier) == ("platform_review", "senior")
    senior_approves(case)
    if again:
        joined(bought.no)
    locked(bought)
    assert now(case).state == ("platform_review" if again else "refunded")
    assert (bought.row.refunded_fen == 0) == again


@pytest.mark.parametrize("gives", [True, False], ids=["a yes", "a no"])
def test_a_first_line_verdict_in_its_ten_seconds_falls_with_a_word(gives: bool) -> None:
    bought, case = in_review()
    agent = a_reviewer()
    said = {"code": "no_rule", "said": "不符", "would_change": "", "pieces": []}
    put = (
        decide_to_approve(no=case.no, reviewer=agent, note="")
        if gives
        else decide_to_reject(no=case.no, reviewer=agent, **said)  # type: ignore[arg-type]
    )
    assert put is None
    joined(bought.no)
    sweep_after(seconds=11)
    assert (now(case).state, now(case).verdict) == ("platform_review", None)
    [dropped] = OrderEvent.objects.filter(order=case.order, kind="verdict_dropped")
    assert dropped.data["why"] == "complained"
    senior_approves(case)
    assert now(case).state == "refunded"


def test_a_seniors_verdict_stands() -> None:
    bought, case = in_review()
    assert decide_to_approve(no=case.no, reviewer=a_reviewer(role="senior"), note="") is None
    joined(bought.no)
    sweep_after(seconds=11)
    assert now(case).state == "refunded"


@pytest.mark.parametrize(("role", "state"), [("senior", "refunded"), ("agent", "platform_review")])
def test_what_a_senior_offers_can_be_accepted(role: str, state: str) -> None:
    bought, case = in_review()
    party = platform(a_reviewer(role=role))
    assert propose(no=case.no, party=party, remedy=PART, said="") is None
    joined(bought.no)
    offer = Proposal.objects.get(case=case, state="open")
    taken = accept(no=case.no, proposal_no=offer.no, party=buyer_of(bought))
    assert taken == (None if role == "senior" else NotDecided("offer_void"))
    assert now(case).state == state


def test_a_recall_leaves_the_case_to_its_senior() -> None:
    bought = delivered(goods=a_product())
    case = case_after(bought, reason="card_invalid", destination="wallet")
    joined(bought.no)
    recalled(of_product(bought.goods))
    line = line_of(bought)
    assert (line.state, line.code, bought.row.refunded_fen) == ("failed", "case_open", 0)
    assert now(case).state == "needs_evidence"
