"""What the adapter promises as an `IdentityProvider`, kept at the sandbox's provider."""

from __future__ import annotations

import json

import pytest

from anxin.adapters.identity import SignedIdentity
from anxin.domain.channel import Refused, Unknown
from anxin.domain.identity import Confirmed, NotConfirmed
from tests.factories.risk import id_number
from tests.partner.counter import HELD_S, PATIENCE_S, account
from tests.sandbox.partner import new_number
from tests.sandbox.process import Sandbox, ask

NAME, OTHER = "测试", "测试员"
LOST = ("bad_signature", "no_signature", "error_500_after_commit", "timeout_after_commit")


def provider(sandbox: Sandbox, *, timeout_s: float = 6) -> SignedIdentity:
    """The adapter as a site's settings make it."""
    return SignedIdentity(account(sandbox, "identity"), timeout_s=timeout_s)


def results(sandbox: Sandbox, number: str) -> str:
    """What the provider's book has of a request."""
    return str(ask(f"{sandbox.origin}/book").json()["identity"][number]["result"])


def test_a_name_belongs_to_its_number_and_no_other_name_does(sandbox: Sandbox) -> None:
    at, number = provider(sandbox), id_number(101)
    assert at.check(request_no=new_number(), name=NAME, number=number) == Confirmed()
    other = at.check(request_no=new_number(), name=OTHER, number=number)
    assert other == NotConfirmed("mismatch")
    assert at.check(request_no=new_number(), name=NAME, number=number) == Confirmed()


def test_a_number_of_nobody_is_told_apart(sandbox: Sandbox) -> None:
    sandbox.switch("identity_no_record", on="identity.check", count=1)
    found = provider(sandbox).check(request_no=new_number(), name=NAME, number=id_number(102))
    assert found == NotConfirmed("no_record")


def test_a_provider_that_is_busy_may_be_asked_again(sandbox: Sandbox) -> None:
    at, request_no = provider(sandbox), new_number()
    sandbox.switch("identity_busy", on="identity.check", count=1)
    busy = at.check(request_no=request_no, name=NAME, number=id_number(103))
    assert busy == Refused("busy", final=False)
    assert at.check(request_no=request_no, name=NAME, number=id_number(103)) == Confirmed()


@pytest.mark.parametrize("kind", LOST)
def test_an_answer_that_is_lost_is_unknown_and_the_same_request_gets_it(
    sandbox: Sandbox, kind: str
) -> None:
    hasty, request_no = provider(sandbox, timeout_s=PATIENCE_S), new_number()
    held = {"seconds": HELD_S} if kind.startswith("timeout") else {}
    sandbox.switch(kind, on="identity.check", count=1, **held)
    asked = {"request_no": request_no, "name": NAME, "number": id_number(104)}
    assert isinstance(hasty.check(**asked), Unknown)
    first = results(sandbox, request_no)
    sandbox.switch("identity_mismatch", on="identity.check", count=1)
    assert hasty.check(**asked) == Confirmed()
    assert results(sandbox, request_no) == first == "match"


def test_a_request_that_never_arrived_is_unknown_and_asked_again(sandbox: Sandbox) -> None:
    hasty, request_no = provider(sandbox, timeout_s=PATIENCE_S), new_number()
    sandbox.switch("timeout_before_commit", on="identity.check", count=1, seconds=HELD_S)
    asked = {"request_no": request_no, "name": NAME, "number": id_number(105)}
    assert isinstance(hasty.check(**asked), Unknown)
    assert hasty.check(**asked) == Confirmed()


def test_a_request_number_is_one_question_for_ever(sandbox: Sandbox) -> None:
    at, request_no = provider(sandbox), new_number()
    assert at.check(request_no=request_no, name=NAME, number=id_number(106)) == Confirmed()
    other = at.check(request_no=request_no, name=OTHER, number=id_number(106))
    assert other == Refused("number_reused", final=True)


def test_neither_name_nor_number_is_written_down_by_the_provider(sandbox: Sandbox) -> None:
    number = id_number(107)
    provider(sandbox).check(request_no=new_number(), name=OTHER, number=number)
    told = json.dumps([ask(f"{sandbox.origin}{page}").json() for page in ("/book", "/calls")])
    assert number not in told and OTHER not in told
    book = b"".join(path.read_bytes() for path in sandbox.data.glob("book.sqlite3*"))
    assert number.encode() not in book and OTHER.encode() not in book


def test_another_shops_key_is_no_answer(sandbox: Sandbox) -> None:
    stranger = SignedIdentity(account(sandbox, "supplier"))
    found = stranger.check(request_no=new_number(), name=NAME, number=id_number(108))
    assert isinstance(found, Unknown)
