"""Every state of a case is reached, and every step between two is taken, by the site's own acts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from django.db import transaction

from anxin.domain.states import CASE, CASE_OPEN
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import breaches
from anxin.storage.order.models import OrderEvent
from tests.factories.aftersale import case_after
from tests.factories.order import delivered
from tests.factories.turns import (
    in_review,
    refused_by_machine,
    with_merchant,
)
from tests.services.turns.stories import (
    after,
    agreed_on,
    answered,
    appealed,
    arbitrated,
    arbitration_asked,
    asked_for_more,
    changed,
    come_with_evidence,
    confirmed,
    disputed,
    evidence_read,
    gone,
    no,
    person_asked,
    person_asked_of_fault,
    physical,
    supplied,
    without_evidence,
    yes,
)
from tests.services.turns.stories_outside import issuer_asked, lock_awaited, supplier_asked

pytestmark = pytest.mark.django_db
Story = Callable[[], Case]


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
    "an issuer is asked": lambda: issuer_asked("unused", reason="unwanted", answers=False),
    "an issuer says nothing": lambda: after(
        issuer_asked("unused", reason="unwanted", answers=False), seconds=31
    ),
    "an issuer says different things of the cards": lambda: issuer_asked(
        "used", "unused", reason="card_invalid"
    ),
    "an issuer has still to lock a card": lock_awaited,
    "an issuer does not lock a card": lambda: lock_awaited(minutes=31),
    "a supplier is asked to stop": supplier_asked,
    "a supplier says nothing": lambda: after(supplier_asked(), minutes=11),
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
