"""A request that nobody has decided can be changed; it is decided anew, as if asked so at first."""

from __future__ import annotations

from uuid import uuid4

import pytest

from anxin import wiring
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.submit import CaseForm, Declined
from anxin.services.aftersale.turns.buyer import withdraw_case
from anxin.services.aftersale.turns.editing import edit_case
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import balance, breaches
from tests.factories.account import a_buyer
from tests.factories.aftersale import ask, case_after
from tests.factories.order import delivered
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
