"""Which cards a request is about once their issuer has spoken, and when a refund may be paid."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.domain.cards import (
    LOCK_KNOWN,
    HeldCard,
    cards_to_refund,
    depends_on_issuer,
    split_by_status,
    verdict_of_locks,
)
from anxin.domain.quote.facts import Facts, OrderFacts, RequestFacts, Tender
from anxin.domain.states import CARD_LOCK
from tests.domain.asking import DELIVERED_AT, PAID_AT, STANDARD_POLICY

KEYS = count(1)
BEFORE, AFTER = DELIVERED_AT - timedelta(hours=1), DELIVERED_AT + timedelta(hours=1)


def card(status: str = "", *, unit: int = 1, lock: str = "none", **more: object) -> HeldCard:
    """A card that the buyer has; one used by somebody else before is written `used-before`."""
    used_at = {"used": AFTER, "used-before": BEFORE}.get(status)
    word = "used" if status == "used-before" else status
    known = {"viewed": False, "status": word, "used_at": used_at, "lock": lock, **more}
    return HeldCard(UUID(int=next(KEYS)), unit, **known)  # type: ignore[arg-type]


def cards(said: str) -> list[HeldCard]:
    """Cards by unit, of these statuses."""
    return [card(word, unit=unit) for unit, word in enumerate(said.split(), start=1)]


SPLITS = [
    # what the issuer says, how many are asked for, why -> status and units, or a person
    ("unused unused", None, "unwanted", ("unused", {1, 2})),
    ("used used", None, "unwanted", ("used", {1, 2})),
    ("used-before", None, "unwanted", ("invalid", {1})),
    ("unused used", None, "unwanted", ("unused", {1})),
    ("used unused unused", 1, "mistake", ("unused", {3})),
    ("invalid used", None, "unwanted", ("invalid", {1})),
    ("unused invalid", None, "unwanted", ("unused", {1})),
    ("unused invalid", None, "card_invalid", ("invalid", {2})),
    ("used-before unused used", None, "card_invalid", ("invalid", {1})),
    ("unused used", None, "card_invalid", None),
    ("unused used", None, "quality", None),
    ("unused used", None, "not_received", ("unused", {1})),
    ("unused unknown", None, "unwanted", None),
    ("used unknown", None, "unwanted", None),
    ("unknown unknown", None, "unwanted", ("unknown", {1, 2})),
    ("unused unused unused", 2, "unwanted", ("unused", {2, 3})),
]


@pytest.mark.parametrize(("said", "asked", "reason", "expected"), SPLITS)
def test_a_request_is_about_the_cards_that_its_reason_speaks_of(
    said: str, asked: int | None, reason: str, expected: tuple[str, set[int]] | None
) -> None:
    found = split_by_status(
        cards=cards(said), asked=asked, reason=reason, delivered_at=DELIVERED_AT
    )
    assert (found and (found.status, {one.unit for one in found.cards})) == expected


@given(
    st.lists(st.sampled_from(["unused", "used", "used-before", "invalid", "unknown", ""])),
    st.none() | st.integers(1, 20),
    st.sampled_from(["unwanted", "card_invalid", "not_received", None]),
)
def test_a_split_is_of_one_status_and_never_more_than_was_asked(
    said: list[str], asked: int | None, reason: str | None
) -> None:
    given_cards = [card(word, unit=unit) for unit, word in enumerate(said)]
    found = split_by_status(
        cards=given_cards, asked=asked, reason=reason, delivered_at=DELIVERED_AT
    )
    if found is None:
        return
    assert len(found.cards) <= (len(given_cards) if asked is None else asked)
    assert set(found.cards) <= set(given_cards)
    raw = {one.status or "unknown" for one in found.cards}
    assert raw <= ({"invalid", "used"} if found.status == "invalid" else {found.status})


LOCKS = [
    ("locked", "pay"),
    ("gone", "pay"),
    ("wanted", "wait"),
    ("none", "wait"),
    ("ending", "wait"),
    ("locked wanted", "wait"),
    ("used wanted", "wait"),
    ("used", "person"),
    ("locked used", "person"),
    ("used-known", "pay"),
    ("used-before", "pay"),
    ("locked used-before gone", "pay"),
]


@pytest.mark.parametrize(("said", "word"), LOCKS)
def test_money_waits_for_every_lock_and_a_card_used_since_is_a_persons(
    said: str, word: str
) -> None:
    made = {
        "used": card(lock="used", used_at=AFTER),
        "used-known": card("used", lock="used"),
        "used-before": card(lock="used", used_at=BEFORE),
    }
    given_cards = [made.get(one) or card(lock=one) for one in said.split()]
    verdict = verdict_of_locks(cards=given_cards, delivered_at=DELIVERED_AT)
    assert verdict.word == word
    assert bool(verdict.used) == (word == "person")


@given(st.lists(st.sampled_from(sorted(CARD_LOCK)), max_size=6))
def test_nothing_is_paid_while_one_lock_is_open(locks: list[str]) -> None:
    verdict = verdict_of_locks(cards=[card(lock=lock) for lock in locks], delivered_at=DELIVERED_AT)
    assert (verdict.word == "wait") == bool(set(locks) - LOCK_KNOWN)


@given(st.lists(st.booleans(), min_size=1, max_size=8), st.integers(1, 8), st.data())
def test_the_cards_of_a_refund_stay_the_same_while_they_are_locked(
    viewed: list[bool], units: int, data: st.DataObject
) -> None:
    given_cards = [card(unit=n, viewed=seen) for n, seen in enumerate(viewed)]
    chosen = cards_to_refund(cards=given_cards, split=None, units=units)
    locks = data.draw(st.lists(st.sampled_from(sorted(LOCK_KNOWN)), min_size=8, max_size=8))
    later = [
        HeldCard(one.id, one.unit, one.viewed, state="locking", lock=lock) if one in chosen else one
        for one, lock in zip(given_cards, locks, strict=False)
    ]
    again = cards_to_refund(cards=later, split=None, units=units)
    assert {one.id for one in again} == {one.id for one in chosen}


def asked(reason: str | None, *, state: str = "delivered", viewed: int = 1) -> Facts:
    """A request about one card, asked an hour after it came."""
    order = OrderFacts(
        state=state,
        tenders=(Tender("wallet", 9_800),),
        paid_at=PAID_AT,
        delivered_at=DELIVERED_AT if state == "delivered" else None,
        viewed_units=viewed,
    )
    return Facts(now=AFTER, order=order, request=RequestFacts(reason=reason))


@pytest.mark.parametrize(
    ("facts", "depends"),
    [
        (asked("unwanted"), True),
        (asked("card_invalid"), True),
        (asked("not_received", viewed=0), True),
        (asked("system_duplicate"), False),
        (asked("partly_delivered"), False),
        (asked(None, state="cooling_off", viewed=0), False),
        (asked(None, state="delivering", viewed=0), False),
    ],
)
def test_the_issuer_is_asked_only_where_its_word_could_change_the_answer(
    facts: Facts, depends: bool
) -> None:
    found = depends_on_issuer(facts=facts, policy=STANDARD_POLICY, is_working_day=lambda _day: True)
    assert found is depends
