"""What the adapter promises as a `CardIssuer`, kept at the sandbox's issuer."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from anxin.adapters.issuer import SignedIssuer
from anxin.domain.channel import Refused, Unknown
from anxin.domain.issuer import (
    CardLock,
    CardStatus,
    Locked,
    NoSuchCard,
    Replaced,
    Unlocked,
    Used,
)
from tests.partner.counter import HELD_S, PATIENCE_S, Counter, open_counter
from tests.sandbox.partner import new_cards, new_number, use
from tests.sandbox.process import Sandbox

SPOILT = ("bad_signature", "no_signature", "error_500_after_commit", "timeout_after_commit")


def spoil(sandbox: Sandbox, kind: str, *, on: str) -> None:
    """Have the next call answered badly."""
    held = {"seconds": HELD_S} if kind.startswith("timeout") else {}
    sandbox.switch(kind, on=on, count=1, **held)


def status_of(counter: Counter, card: str) -> CardStatus:
    """What the issuer says of one card."""
    found = counter.issuer.find_status(secrets=[card])
    assert isinstance(found, tuple), found
    [status] = found
    return status


def test_the_status_of_many_cards_comes_in_the_sequence_asked(
    counter: Counter, sandbox: Sandbox
) -> None:
    unused, used, locked = new_cards(sandbox, count=3)
    use(sandbox, used)
    number = new_number()
    counter.issuer.lock(locks=[CardLock(number, locked)])
    found = counter.issuer.find_status(secrets=[locked, "NEVER-MADE", used, unused])
    assert isinstance(found, tuple)
    assert [one.status for one in found] == ["locked", "invalid", "used", "unused"]
    assert found[0].lock_no == number
    assert found[2].used_at is not None
    assert abs(datetime.now(UTC) - found[2].used_at) < timedelta(minutes=1)


def test_cards_are_locked_and_unlocked_under_one_number(counter: Counter, sandbox: Sandbox) -> None:
    [card] = new_cards(sandbox, count=1)
    lock = CardLock(new_number(), card)
    assert counter.issuer.lock(locks=[lock, CardLock(new_number(), "NEVER-MADE")]) == (
        Locked(),
        NoSuchCard(),
    )
    assert counter.issuer.lock(locks=[lock]) == (Locked(),)
    assert use(sandbox, card).status == 409
    assert counter.issuer.unlock(locks=[lock]) == (Unlocked(),)
    assert counter.issuer.lock(locks=[lock]) == (Refused("ended", final=True),)
    assert use(sandbox, card).status == 200


def test_a_card_that_was_used_says_when(counter: Counter, sandbox: Sandbox) -> None:
    [card] = new_cards(sandbox, count=1)
    use(sandbox, card)
    [found] = counter.issuer.lock(locks=[CardLock(new_number(), card)])
    assert isinstance(found, Used)
    assert found.used_at == status_of(counter, card).used_at


def test_a_lock_of_somebody_elses_and_one_that_fails_may_be_tried_again(
    counter: Counter, sandbox: Sandbox
) -> None:
    [card] = new_cards(sandbox, count=1)
    first, second = CardLock(new_number(), card), CardLock(new_number(), card)
    sandbox.switch("lock_fails", on="issuer.lock", count=1)
    assert counter.issuer.lock(locks=[first]) == (Refused("failed", final=False),)
    assert counter.issuer.lock(locks=[first]) == (Locked(),)
    assert counter.issuer.lock(locks=[second]) == (Refused("locked_elsewhere", final=False),)


@pytest.mark.parametrize("kind", SPOILT)
def test_a_lock_whose_answer_is_lost_is_unknown_and_then_found_made(
    sandbox: Sandbox, kind: str
) -> None:
    hasty = open_counter(sandbox, timeout_s=PATIENCE_S)
    [card] = new_cards(sandbox, count=1)
    lock = CardLock(new_number(), card)
    spoil(sandbox, kind, on="issuer.lock")
    [lost] = hasty.issuer.lock(locks=[lock])
    assert isinstance(lost, Unknown)
    assert status_of(hasty, card) == CardStatus("locked", lock_no=lock.lock_no)
    assert hasty.issuer.lock(locks=[lock]) == (Locked(),)


def test_a_lock_that_never_arrived_is_unknown_and_then_not_made(sandbox: Sandbox) -> None:
    hasty = open_counter(sandbox, timeout_s=PATIENCE_S)
    [card] = new_cards(sandbox, count=1)
    lock = CardLock(new_number(), card)
    spoil(sandbox, "timeout_before_commit", on="issuer.lock")
    assert isinstance(hasty.issuer.lock(locks=[lock])[0], Unknown)
    assert status_of(hasty, card) == CardStatus("unused")


@pytest.mark.parametrize("kind", SPOILT)
def test_a_status_that_cannot_be_believed_is_unknown(sandbox: Sandbox, kind: str) -> None:
    hasty = open_counter(sandbox, timeout_s=PATIENCE_S)
    spoil(sandbox, kind, on="issuer.status")
    assert isinstance(hasty.issuer.find_status(secrets=["CARD"]), Unknown)


def test_a_slow_answer_is_waited_for_within_reason(counter: Counter, sandbox: Sandbox) -> None:
    [card] = new_cards(sandbox, count=1)
    sandbox.switch("slow", on="issuer.status", count=1, seconds=0.7)
    began = time.monotonic()
    assert status_of(counter, card) == CardStatus("unused")
    assert time.monotonic() - began > 0.6


def test_a_replacement_is_made_once_and_its_secret_can_be_used(
    counter: Counter, sandbox: Sandbox
) -> None:
    [card] = new_cards(sandbox, count=1)
    number = new_number()
    spoil(sandbox, "bad_signature", on="issuer.replace")
    assert isinstance(counter.issuer.replace(request_no=number, secret=card), Unknown)
    first = counter.issuer.replace(request_no=number, secret=card)
    assert isinstance(first, Replaced)
    assert counter.issuer.replace(request_no=number, secret=card) == first
    assert first.secret not in repr(first)
    assert use(sandbox, first.secret).status == 200
    assert counter.issuer.replace(request_no=new_number(), secret=card) == NoSuchCard()
    found = counter.issuer.replace(request_no=new_number(), secret=first.secret)
    assert isinstance(found, Used)


def test_with_a_wrong_key_nothing_is_believed(counter: Counter, sandbox: Sandbox) -> None:
    [card] = new_cards(sandbox, count=1)
    known = counter.at_issuer
    for other in (replace(known, key=b"x" * 32), replace(known, key_id="somebody")):
        assert isinstance(SignedIssuer(other).find_status(secrets=[card]), Unknown)


def test_an_issuer_that_is_not_there_is_unknown(counter: Counter) -> None:
    nowhere = replace(counter.at_issuer, origin="http://127.0.0.1:9")
    found = SignedIssuer(nowhere).lock(locks=[CardLock(new_number(), "CARD")] * 2)
    assert [type(one) for one in found] == [Unknown, Unknown]


def test_no_secret_and_no_key_shows_in_what_is_logged(counter: Counter) -> None:
    shown = f"{CardLock('N1', 'SECRET-1')} {counter.at_issuer}"
    assert "SECRET-1" not in shown
    assert repr(counter.at_issuer.key) not in shown
