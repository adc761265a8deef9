"""Ten seconds in which a senior takes back what was decided on a guardian's claim."""

from __future__ import annotations

import pytest

from anxin import wiring
from anxin.services.minors.deciding import sign_claim
from anxin.services.minors.due import end_claim_wait
from anxin.services.minors.taking_back import take_back
from anxin.services.minors.telling import NotDone
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.minors.models import ClaimOrder
from tests.factories.account import a_buyer
from tests.factories.catalog import a_product
from tests.factories.clock import let_pass, sweep_after
from tests.factories.minors import an_officer, approve, approved, row, shown_of
from tests.factories.order import Bought, delivered, view

pytestmark = pytest.mark.django_db

LARGE_FEN = 600_000


def seen(**order: object) -> Bought:
    """A card whose secret was looked at."""
    bought = delivered(**order)
    view(bought)
    return bought


def test_nothing_moves_for_ten_seconds_and_what_is_taken_back_never_does() -> None:
    bought = seen()
    before = balance(account_id=bought.buyer)
    made, officer = approved(bought)
    end_claim_wait(no=made.no, outside=wiring.outside())
    sweep_after(seconds=9)
    assert balance(account_id=bought.buyer) == before
    assert take_back(no=made.no, officer=officer) is None
    claim, [line] = row(made), ClaimOrder.objects.filter(claim_id=row(made).id)
    assert (claim.state, claim.decided_by_id, claim.said) == ("submitted", None, "")
    assert (claim.assigned_id, line.share, line.gross_fen) == (officer.account_id, None, None)
    sweep_after(minutes=5)
    assert balance(account_id=bought.buyer) == before
    assert not Case.objects.filter(order=bought.row).exists()

    assert approve(made, [bought], 100, officer) is None
    sweep_after(minutes=6)
    assert balance(account_id=bought.buyer) == before + bought.row.paid_fen
    assert breaches() == []


def test_after_ten_seconds_it_is_too_late() -> None:
    bought = seen()
    before = balance(account_id=bought.buyer)
    made, officer = approved(bought)
    sweep_after(seconds=11)
    assert take_back(no=made.no, officer=officer) == NotDone("too_late")
    assert row(made).state == "decided"
    assert balance(account_id=bought.buyer) > before


def test_too_late_also_where_no_sweep_has_come_by_yet() -> None:
    made, officer = approved(seen())
    let_pass(seconds=11)
    assert take_back(no=made.no, officer=officer) == NotDone("too_late")


def test_only_whose_word_it_was_may_take_it_back() -> None:
    buyer = a_buyer(money_fen=2 * LARGE_FEN)
    bought = seen(buyer=buyer, goods=a_product(price_fen=LARGE_FEN))
    made, officer = approved(bought, share=100)
    assert row(made).state == "signing"
    second = an_officer()
    assert take_back(no=made.no, officer=officer) == NotDone("too_late")
    assert sign_claim(no=made.no, shown=shown_of(made), officer=second) is None
    for other in (officer, an_officer("supervisor")):
        assert take_back(no=made.no, officer=other) == NotDone("not_yours")
    assert take_back(no=made.no, officer=second) is None
    claim = row(made)
    assert (claim.state, claim.decided_by_id, claim.signed_by_id) == (
        "signing", officer.account_id, None
    )  # fmt: skip
    assert sign_claim(no=made.no, shown=shown_of(made), officer=second) is None
