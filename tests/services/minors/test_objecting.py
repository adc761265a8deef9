"""The holder may say that the account is not a child's, and is answered; a code that was lost."""

from __future__ import annotations

from uuid import uuid4

import pytest

from anxin.services.minors.deciding import ask_for_papers, reject_claim
from anxin.services.minors.entering import Begun, enter_claim
from anxin.services.minors.finding import attach_order
from anxin.services.minors.objecting import answer_objection, object_to_freeze
from anxin.services.minors.recovering import renew_code
from anxin.services.minors.telling import NotDone, Officer
from anxin.storage.minors.freezes import is_frozen
from anxin.storage.minors.models import Access, ClaimOrder, Event, Objection
from anxin.storage.minors.objections import holds_of
from anxin.storage.minors.queries import ClaimRow
from tests.factories.account import a_buyer
from tests.factories.clock import sweep_after
from tests.factories.minors import (
    an_officer,
    approve,
    approved,
    begun,
    row,
    submitted,
    taken,
    vault,
)
from tests.factories.order import Bought, delivered, view
from tests.services.test_secrets import tables_with

pytestmark = pytest.mark.django_db

SAID = "账号是我本人的，我 35 岁"
PHONE = "+86 137 1111 2222"


@pytest.fixture
def bought() -> Bought:
    """A delivered card that nobody looked at."""
    return delivered(buyer=a_buyer(money_fen=300_000))


def answer(no: str, officer: Officer, *, upheld: bool, said: str = "核对过了") -> NotDone | None:
    return answer_objection(no=no, upheld=upheld, said=said, officer=officer)


def test_an_objection_upheld_frees_the_account_and_the_claim_is_decided_on_what_remains(
    bought: Bought,
) -> None:
    made, officer = taken(bought)
    assert object_to_freeze(account_id=bought.buyer, said=SAID) is None
    assert answer(made.no, officer, upheld=True) is None
    assert not is_frozen(account_id=bought.buyer)
    assert isinstance(view(bought), list)
    assert row(made).state == "submitted"
    assert approve(made, [bought], 50, officer) is None
    sweep_after(seconds=11)
    assert row(made).state == "decided"


def test_once_it_was_upheld_another_order_does_not_freeze_again(bought: Bought) -> None:
    other = delivered(buyer=bought.buyer)
    made, officer = taken(bought)
    object_to_freeze(account_id=bought.buyer, said=SAID)
    answer(made.no, officer, upheld=True)
    found = attach_order(no=made.no, order_no=other.no, officer=officer, vault=vault())
    assert found is None and not is_frozen(account_id=bought.buyer)
    submitted(bought, guardian=9)
    assert is_frozen(account_id=bought.buyer), "another claim is another matter"


def test_an_objection_refused_is_answered_with_reasons(bought: Bought) -> None:
    made, officer = taken(bought)
    object_to_freeze(account_id=bought.buyer, said=SAID)
    assert answer(made.no, officer, upheld=False, said=" ") == NotDone("reason_missing")
    assert answer(made.no, an_officer(), upheld=True) == NotDone("not_assigned")
    assert answer(made.no, officer, upheld=False) is None
    assert answer(made.no, officer, upheld=True) == NotDone("no_objection")
    [hold] = holds_of(account_id=bought.buyer)
    assert (hold.outcome, hold.answer, hold.may_object) == ("refused", "核对过了", False)
    assert is_frozen(account_id=bought.buyer)


def test_one_objects_once_and_only_to_what_holds_the_own_account(bought: Bought) -> None:
    assert object_to_freeze(account_id=a_buyer(), said=SAID) == NotDone("objected_already")
    submitted(bought)
    assert object_to_freeze(account_id=bought.buyer, said=" ") == NotDone("reason_missing")
    assert object_to_freeze(account_id=bought.buyer, said=SAID) is None
    assert object_to_freeze(account_id=bought.buyer, said=SAID) == NotDone("objected_already")
    assert Objection.objects.count() == 1


def test_an_objection_that_nobody_answers_is_a_supervisors_after_three_days(bought: Bought) -> None:
    made = submitted(bought)
    object_to_freeze(account_id=bought.buyer, said=SAID)
    sweep_after(days=2)
    assert not row(made).escalated
    sweep_after(days=3, minutes=1)
    assert row(made).escalated
    assert row(made).state == "submitted"


def test_the_holder_is_told_nothing_of_who_asks(bought: Bought) -> None:
    submitted(bought)
    [hold] = holds_of(account_id=bought.buyer)
    told = {name for name in hold.__slots__ if name != "claim_no"}
    assert told == {"now", "since", "until", "lifted_at", "said", "outcome", "answer",
                    "objected_at"}  # fmt: skip


def renew(made: Begun, officer: Officer, phone: str = PHONE, reason: str = "来电核对") -> object:
    return renew_code(no=made.no, phone=phone, reason=reason, officer=officer, vault=vault())


def enter(no: str, code: str) -> ClaimRow | NotDone:
    return enter_claim(no=no, code=code, place=uuid4().hex, vault=vault())


def test_a_lost_code_is_replaced_and_the_old_one_is_void() -> None:
    made, officer = taken()
    again = renew(made, officer)
    assert isinstance(again, Begun) and again.code != made.code
    assert enter(made.no, made.code) == NotDone("not_opened")
    assert isinstance(enter(made.no, again.code), ClaimRow)
    [tried] = Access.objects.filter(claim=row(made))
    assert (tried.what, tried.reason, tried.by_id) == ("code", "来电核对", officer.account_id)
    assert Event.objects.filter(claim=row(made), kind="code_renewed").count() == 1
    assert tables_with(again.code) == []


def test_without_the_claims_phone_or_a_reason_there_is_no_new_code() -> None:
    made, officer = taken()
    assert renew(made, officer, phone="13711112223") == NotDone("not_proven")
    assert renew(made, officer, phone="") == NotDone("not_proven")
    assert renew(made, officer, reason=" ") == NotDone("reason_missing")
    assert isinstance(enter(made.no, made.code), ClaimRow)
    assert Access.objects.filter(claim=row(made), what="code").count() == 2, "tries are on record"


def test_only_who_has_it_in_hand_or_a_supervisor_gives_a_new_code() -> None:
    made, _ = taken()
    assert renew(made, an_officer()) == NotDone("not_assigned")
    assert renew(begun(), an_officer("supervisor")) == NotDone("not_found")
    assert isinstance(renew(made, an_officer("supervisor")), Begun)


def test_guessing_the_phone_is_slowed_down() -> None:
    made, officer = taken()
    said = [renew(made, officer, phone=f"1371111000{n}") for n in range(6)]
    assert said == [NotDone("not_proven")] * 5 + [NotDone("too_often")]


def test_the_written_answer_and_the_questions_can_be_read_again(bought: Bought) -> None:
    asked, officer = taken()
    ask_for_papers(no=asked.no, kinds=["chat"], said="请补充", officer=officer)
    assert isinstance(renew(asked, officer), Begun)
    refused, other = taken()
    reject_claim(no=refused.no, code="other", said="没有依据", officer=other)
    assert isinstance(renew(refused, other), Begun)
    paid, third = approved(bought, share=50)
    sweep_after(seconds=11)
    assert ClaimOrder.objects.get(claim=row(paid)).paid_at
    assert isinstance(renew(paid, third), Begun)
