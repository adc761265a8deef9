"""An objection has a clock of its own: answered in any state, or the account is free in time."""

from __future__ import annotations

import pytest

from anxin import wiring
from anxin.services.minors.deciding import ask_for_papers, send_back, sign_claim
from anxin.services.minors.finding import attach_order, detach_order
from anxin.services.minors.looking import take_claim
from anxin.services.minors.objecting import answer_objection, object_to_freeze
from anxin.services.minors.paying import pay_claim
from anxin.services.minors.telling import NotDone, Officer
from anxin.services.minors.writing import answer_papers, withdraw_claim
from anxin.storage.minors.freezes import is_frozen
from anxin.storage.minors.models import Event, Objection
from anxin.storage.minors.objections import due_objections, holds_of
from tests.factories.account import a_buyer
from tests.factories.catalog import a_product
from tests.factories.clock import let_pass, sweep_after
from tests.factories.minors import an_officer, approved, row, shown_of, submitted, taken, vault
from tests.factories.order import Bought, delivered, paid, view

pytestmark = pytest.mark.django_db

SAID = "账号是我本人的，我 35 岁"
LARGE_FEN = 600_000


def objects(bought: Bought) -> None:
    assert object_to_freeze(account_id=bought.buyer, said=SAID) is None


def answer(no: str, officer: Officer, *, upheld: bool) -> NotDone | None:
    return answer_objection(no=no, upheld=upheld, said="核对过了", officer=officer)


def large() -> Bought:
    """An order that one senior does not give back alone; not delivered yet."""
    goods = a_product(price_fen=LARGE_FEN)
    return paid(buyer=a_buyer(money_fen=2_000_000), goods=goods)


def test_while_papers_are_waited_for_it_is_answered() -> None:
    bought = delivered()
    made, officer = taken(bought)
    assert ask_for_papers(no=made.no, kinds=["chat"], said="请补", officer=officer) is None
    objects(bought)
    assert answer(made.no, officer, upheld=True) is None
    assert not is_frozen(account_id=bought.buyer)
    assert row(made).state == "asked"


def test_while_a_signature_is_waited_for_it_is_answered_and_the_order_still_waits() -> None:
    bought = large()
    made, officer = approved(bought, share=100)
    objects(bought)
    assert answer(made.no, officer, upheld=True) is None
    assert not is_frozen(account_id=bought.buyer)
    sweep_after(minutes=30)
    assert (row(made).state, bought.row.state) == ("signing", "cooling_off")
    assert sign_claim(no=made.no, shown=shown_of(made), officer=an_officer()) is None
    sweep_after(minutes=31)
    assert (bought.row.state, bought.row.refunded_fen) == ("cancelled", LARGE_FEN)


def test_sent_back_the_order_of_a_free_account_goes_on() -> None:
    bought = large()
    made, officer = approved(bought, share=100)
    objects(bought)
    assert answer(made.no, officer, upheld=True) is None
    assert send_back(no=made.no, shown=shown_of(made), said="再核对", officer=an_officer()) is None
    sweep_after(minutes=30)
    assert bought.row.state == "delivered"


def test_while_it_is_paid_it_is_answered_and_what_is_given_back_is_not_shown() -> None:
    bought = delivered()
    made, officer = approved(bought, share=50)
    objects(bought)
    assert answer(made.no, officer, upheld=True) is None
    assert not is_frozen(account_id=bought.buyer) and not isinstance(view(bought), list)
    assert pay_claim(no=made.no, outside=wiring.outside())
    assert isinstance(view(bought), list)


def test_asking_for_papers_does_not_put_it_off() -> None:
    bought = delivered()
    made, officer = taken(bought)
    objects(bought)
    assert ask_for_papers(no=made.no, kinds=["chat"], said="请补", officer=officer) is None
    sweep_after(days=2, hours=23)
    assert is_frozen(account_id=bought.buyer)
    sweep_after(days=3, minutes=1)
    assert not is_frozen(account_id=bought.buyer)
    claim = row(made)
    assert (claim.state, claim.escalated) == ("asked", True)
    kinds = Event.objects.filter(claim=claim).values_list("kind", flat=True)
    assert {"objection_late", "escalated"} <= set(kinds)
    assert due_objections(limit=10) == []


def test_papers_that_come_do_not_put_it_off_either() -> None:
    bought = delivered()
    made, officer = taken(bought)
    objects(bought)
    ask_for_papers(no=made.no, kinds=["chat"], said="请补", officer=officer)
    let_pass(days=1)
    assert answer_papers(no=made.no) is None
    sweep_after(days=3, minutes=1)
    assert not is_frozen(account_id=bought.buyer)
    assert row(made).state == "submitted"


def test_nor_does_a_signature_that_is_waited_for() -> None:
    bought = large()
    made, _ = approved(bought, share=100)
    objects(bought)
    sweep_after(days=3, minutes=1)
    assert not is_frozen(account_id=bought.buyer)
    assert (row(made).state, bought.row.state) == ("signing", "cooling_off")


def test_what_was_answered_in_time_frees_nobody() -> None:
    bought = delivered()
    made, officer = taken(bought)
    objects(bought)
    assert answer(made.no, officer, upheld=False) is None
    sweep_after(days=4)
    assert is_frozen(account_id=bought.buyer)


def test_refused_too_late_the_account_stands_still_again() -> None:
    bought = delivered()
    made = submitted(bought)
    objects(bought)
    sweep_after(days=3, minutes=1)
    chief = an_officer("supervisor")
    assert take_claim(no=made.no, officer=chief) is None
    other = delivered(buyer=bought.buyer)
    found = attach_order(no=made.no, order_no=other.no, officer=chief, vault=vault())
    assert found is None and not is_frozen(account_id=bought.buyer)
    assert answer(made.no, chief, upheld=False) is None
    assert is_frozen(account_id=bought.buyer)
    sweep_after(days=8)
    assert is_frozen(account_id=bought.buyer)


def test_what_is_over_is_not_looked_at_again() -> None:
    bought = delivered()
    made = submitted(bought)
    objects(bought)
    assert withdraw_claim(no=made.no) is None
    let_pass(days=4)
    assert due_objections(limit=10) == []


def test_with_the_last_order_the_account_is_let_go() -> None:
    buyer = a_buyer(money_fen=100_000)
    first, second = delivered(buyer=buyer), delivered(buyer=buyer)
    made, officer = taken(first, second)
    objects(first)
    assert detach_order(no=made.no, order_no=first.no, officer=officer) is None
    assert is_frozen(account_id=buyer) and row(made).account_id == buyer
    assert detach_order(no=made.no, order_no=second.no, officer=officer) is None
    assert not is_frozen(account_id=buyer) and row(made).account_id is None
    assert not Objection.objects.exists()


def test_the_account_that_is_found_instead_has_its_own_word() -> None:
    wrong, right = delivered(), delivered()
    made, officer = taken(wrong)
    objects(wrong)
    assert answer(made.no, officer, upheld=True) is None
    assert detach_order(no=made.no, order_no=wrong.no, officer=officer) is None
    found = attach_order(no=made.no, order_no=right.no, officer=officer, vault=vault())
    assert found is None and is_frozen(account_id=right.buyer)
    [hold] = holds_of(account_id=right.buyer)
    assert hold.may_object and hold.said is None
    assert object_to_freeze(account_id=right.buyer, said="也是本人") is None
    assert [one.said for one in holds_of(account_id=wrong.buyer)] == [SAID]
