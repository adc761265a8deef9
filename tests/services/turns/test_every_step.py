"""Every state of a case is reached, and every step between two is taken, by the site's own acts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from uuid import uuid4

import pytest
from django.db import transaction

from anxin import wiring
from anxin.domain.remedy import Remedy
from anxin.domain.states import CASE, CASE_OPEN
from anxin.services.aftersale.moving import Reviewer
from anxin.services.aftersale.review import approve_case, ask_for_evidence, reject_case
from anxin.services.aftersale.submit import CaseForm
from anxin.services.aftersale.turns.buyer import (
    appeal,
    ask_for_person,
    call_platform_in,
    send_back,
    withdraw_case,
)
from anxin.services.aftersale.turns.claiming import claim_case
from anxin.services.aftersale.turns.deadlines import evidence_came
from anxin.services.aftersale.turns.editing import edit_case
from anxin.services.aftersale.turns.merchant import agree, object_to
from anxin.services.aftersale.turns.proposals import accept, propose, take_to_arbitration
from anxin.services.aftersale.turns.replacing import supply_replacements
from anxin.services.aftersale.turns.returning import confirm_return, dispute_return
from anxin.storage.aftersale.models import Case, Proposal
from anxin.storage.ledger.queries import breaches
from anxin.storage.order.models import OrderEvent
from tests.factories.account import a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.clock import let_pass, sweep_after
from tests.factories.evidence import a_piece
from tests.factories.order import Bought, delivered
from tests.factories.turns import (
    buyer_of,
    in_review,
    refused_by,
    refused_by_machine,
    shop_of,
    with_merchant,
)

pytestmark = pytest.mark.django_db
Story = Callable[[], Case]


def senior() -> Reviewer:
    return a_reviewer(role="senior")


def yes(case: Case) -> Case:
    assert approve_case(no=case.no, reviewer=senior(), note="") is None
    return case


def no(case: Case) -> Case:
    assert reject_case(no=case.no, reviewer=senior(), code="no_rule", said="不符") is None
    return case


def changed(bought: Bought, case: Case, reason: str | None) -> Case:
    form = CaseForm(uuid4(), reason, None)
    asked = {"no": case.no, "buyer_id": bought.buyer, "form": form, "outside": wiring.outside()}
    assert edit_case(**asked) is None  # type: ignore[arg-type]
    return case


def gone(bought: Bought, case: Case) -> Case:
    assert withdraw_case(no=case.no, buyer_id=bought.buyer) is None
    return case


def without_evidence() -> tuple[Bought, Case]:
    bought = delivered(goods=a_product())
    case = case_after(bought, reason="card_invalid")
    assert case.state == "needs_evidence"
    return bought, case


def asked_for_more() -> tuple[Bought, Case]:
    bought, case = in_review()
    asked = ask_for_evidence(no=case.no, reviewer=a_reviewer(), kinds=["other"], said="请补充")
    assert asked is None
    return bought, case


def agreed_on(remedy: str, *, cards: int = 10) -> tuple[Bought, Case]:
    bought = delivered(goods=a_product(cards=cards))
    a_piece(bought, verdict="consistent")
    case = case_after(bought, reason="card_invalid")
    offer = Remedy(remedy)
    assert propose(no=case.no, party=shop_of(bought), remedy=offer, said="") is None
    found = Proposal.objects.get(case=case)
    assert accept(no=case.no, proposal_no=found.no, party=buyer_of(bought)) is None
    return bought, case


def appealed() -> tuple[Bought, Case]:
    bought, case = refused_by()
    assert appeal(no=case.no, buyer_id=bought.buyer, said="还没发货") is None
    return bought, case


def arbitrated() -> tuple[Bought, Case]:
    bought, case = appealed()
    assert claim_case(no=case.no, reviewer=senior()) is None
    Case.objects.filter(id=case.id).update(claimed_until=None)
    return bought, case


def physical() -> tuple[Bought, Case]:
    bought = delivered(goods=a_product(kind="physical"))
    case = case_after(bought, reason="no_reason")
    assert case.state == "awaiting_return"
    return bought, case


def sent_back() -> tuple[Bought, Case]:
    bought, case = physical()
    sent = send_back(no=case.no, buyer_id=bought.buyer, carrier="顺丰", parcel_no="SF123456")
    assert sent is None
    return bought, case


def confirmed() -> Case:
    bought, case = sent_back()
    shop = bought.goods.shop
    assert confirm_return(no=case.no, merchant_id=shop.id, actor=shop.member) is None
    return case


def disputed() -> Case:
    bought, case = sent_back()
    shop = bought.goods.shop
    said = dispute_return(
        no=case.no,
        merchant_id=shop.id,
        actor=shop.member,
        said="空盒",
        outside=wiring.outside(),
    )
    assert said is None
    return case


def answered(how: str) -> Case:
    bought, case = with_merchant()
    shop = bought.goods.shop
    if how == "agree":
        assert agree(no=case.no, merchant_id=shop.id, actor=shop.member) is None
    elif how == "object":
        assert object_to(no=case.no, merchant_id=shop.id, actor=shop.member, said="不") is None
    else:
        assert call_platform_in(no=case.no, buyer_id=bought.buyer) is None
    return case


def arbitration_asked(state: str) -> Case:
    bought, case = with_merchant() if state == "merchant_turn" else in_review()
    party = buyer_of(bought)
    assert propose(no=case.no, party=party, remedy=Remedy("sum", gross_fen=100), said="") is None
    assert take_to_arbitration(no=case.no, party=party) is None
    return case


def person_asked() -> Case:
    bought, case = refused_by_machine()
    outside = wiring.outside()
    assert ask_for_person(no=case.no, buyer_id=bought.buyer, outside=outside) is None
    return case


def person_asked_of_fault() -> Case:
    bought = delivered(goods=a_product(kind="top_up", cards=0))
    let_pass(hours=30)
    case = case_after(bought, reason="quality")
    outside = wiring.outside()
    assert ask_for_person(no=case.no, buyer_id=bought.buyer, outside=outside) is None
    return case


def supplied() -> Case:
    _, case = agreed_on("replacement")
    assert supply_replacements() == 1
    return case


def after(case: Case, **span: float) -> Case:
    sweep_after(**span)
    return case


def come_with_evidence() -> Case:
    bought, case = without_evidence()
    a_piece(bought, verdict="consistent")
    return changed(bought, case, "card_invalid")


def evidence_read() -> Case:
    _, case = asked_for_more()
    assert evidence_came(no=case.no) is None
    return case


STORIES: dict[str, Story] = {
    "a request is paid at once": lambda: case_after(delivered(), reason="unwanted"),
    "a request is refused at once": lambda: refused_by_machine()[1],
    "a person looks at what a machine refused": person_asked,
    "evidence is missing and nobody sends it": lambda: after(without_evidence()[1], hours=73),
    "evidence is missing and comes with a change": come_with_evidence,
    "evidence is missing and the buyer leaves": lambda: gone(*without_evidence()),
    "evidence that a reviewer asked for is missing and it is paid": lambda: yes(
        asked_for_more()[1]
    ),
    "evidence that a reviewer asked for does not come": lambda: after(
        asked_for_more()[1], hours=73
    ),
    "a merchant is heard before a person looks at what a machine refused": person_asked_of_fault,
    "evidence is missing and a reviewer refuses": lambda: no(without_evidence()[1]),
    "a merchant agrees": lambda: answered("agree"),
    "a merchant objects": lambda: answered("object"),
    "the platform is called in": lambda: answered("platform"),
    "a merchant is silent": lambda: after(with_merchant()[1], days=1),
    "a buyer changes the request in the merchant's turn": lambda: changed(
        *with_merchant(), "quality"
    ),
    "a buyer leaves the merchant's turn": lambda: gone(*with_merchant()),
    "a merchant's turn is arbitrated": lambda: arbitration_asked("merchant_turn"),
    "a review is arbitrated": lambda: arbitration_asked("platform_review"),
    "a reviewer pays": lambda: yes(in_review()[1]),
    "a reviewer refuses": lambda: no(in_review()[1]),
    "a reviewer asks for more and it comes": evidence_read,
    "a buyer leaves a review": lambda: gone(*in_review()),
    "a buyer changes a request in review": lambda: changed(*in_review(), None),
    "an appeal is paid": lambda: yes(arbitrated()[1]),
    "an appeal is upheld": lambda: no(arbitrated()[1]),
    "an appeal is withdrawn": lambda: gone(*appealed()),
    "an arbitration is withdrawn from": lambda: gone(*arbitrated()),
    "goods come back": confirmed,
    "goods come back wrong": disputed,
    "goods are never sent": lambda: after(physical()[1], days=8),
    "goods are not asked for any more": lambda: yes(physical()[1]),
    "a return is refused": lambda: no(physical()[1]),
    "a buyer keeps the goods": lambda: gone(*physical()),
    "a replacement comes": supplied,
    "a replacement does not come": lambda: after(agreed_on("replacement", cards=1)[1], days=2),
}
"""Each story with what it tells; together they are all that a case can live through at a wallet."""


def steps_of(case: Case) -> Iterator[tuple[str, str]]:
    """The steps that a case has taken, as its order's history has them."""
    events = OrderEvent.objects.filter(order=case.order, data__case=case.no).order_by("seq")
    path: list[str] = []
    for event in events:
        states = [state for state in event.states if state in CASE]
        path += states[1:] if path and states and states[0] == path[-1] else states
    yield from pairwise(path)


def told(story: str) -> set[tuple[str, str]]:
    """Live a story through; return its steps after looking at what it leaves."""
    with transaction.atomic():
        case = STORIES[story]()
        case.refresh_from_db()
        steps = set(steps_of(case))
        illegal = {step for step in steps if step[1] not in CASE[step[0]]}
        assert not illegal, (story, illegal)
        waits = case.state in CASE_OPEN and case.state != "refunding"
        assert (case.due_at is not None) == waits, f"{story}: what waits has a deadline"
        assert breaches() == [], story
        decisions_are_explained(case, story)
        transaction.set_rollback(True)
    return steps


GIVES = {"approved", "refunding", "replacing", "awaiting_return"}
FOLLOWS = {"replaced", "cards_locked", "return_sent"}
"""What was decided before and is only carried out."""


def decisions_are_explained(case: Case, story: str) -> None:
    """Whoever decided (a person, a merchant, both sides, the clock): facts, clause and policy."""
    events = OrderEvent.objects.filter(order=case.order, data__case=case.no).order_by("seq")
    asked = [event.data for event in events if event.kind in ("case_submitted", "case_edited")]
    for event in events:
        ends = GIVES | {"rejected", "upheld"}
        if not ends & set(event.states[1:] or event.states) or event.kind in FOLLOWS:
            continue
        if event.kind in ("case_withdrawn", "case_appealed", "person_asked_for"):
            continue
        facts = event.data.get("facts") or (event.kind == "case_decided" and asked[-1]["facts"])
        assert facts and facts["policy"], (story, event.kind)
        assert "clause" in event.data, (story, event.kind)


ELSEWHERE = {
    ("approved", "refunding"): "any refund",
    ("approved", "platform_review"): "tests/partner/test_locks.py: a card used after all",
    ("replacing", "approved"): "tests/partner/test_locks_end.py: the old card is not locked",
    ("replacing", "platform_review"): "tests/channel/test_taken_back_meanwhile.py",
    ("awaiting_return", "platform_review"): "also tests/channel/test_taken_back_meanwhile.py",
    ("submitted", "withdrawn"): "tests/services/evidence: withdrawn while a word is waited for",
}


def test_every_step_of_a_case_is_taken_in_some_story() -> None:
    taken: set[tuple[str, str]] = set()
    for story in STORIES:
        taken |= told(story)
    every = {(before, after) for before, following in CASE.items() for after in following}
    missing = every - taken - ELSEWHERE.keys()
    assert not missing, sorted(missing)
    states = {state for step in taken for state in step}
    assert states == set(CASE), set(CASE) - states
