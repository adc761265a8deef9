"""Two requests that are changed at the same moment cannot both spend the day's instant credit."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from anxin import wiring
from anxin.services.aftersale.decide import decide
from anxin.services.aftersale.record import record
from anxin.services.aftersale.submit import CaseForm
from anxin.services.aftersale.turns import editing
from anxin.services.aftersale.turns.editing import edit_case
from anxin.storage.aftersale.models import Case
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.evidence import a_piece
from tests.factories.order import delivered
from tests.races.conftest import Crowd
from tests.races.turns import no_accident

PRICE_FEN = 15_000
"""One of it may be given at once within a day, two may not."""


def instant_after_two_edits(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> int:
    """Change two requests of one buyer, each having read before either has written."""
    buyer = a_buyer(credit=90)
    cases = []
    for _ in range(2):
        bought = delivered(goods=a_product(price_fen=PRICE_FEN), buyer=buyer)
        cases.append(case_after(bought, reason="card_invalid"))
        assert cases[-1].state == "needs_evidence"
        a_piece(bought, kind="activation_failure", verdict="consistent")
    both, here = threading.Barrier(2), threading.local()

    def together(**asked: Any) -> Any:
        if not getattr(here, "met", False):
            here.met = True
            both.wait(timeout=60)
        return decide(**asked)

    monkeypatch.setattr(editing, "decide", together)
    form = partial(CaseForm, reason="card_invalid")
    change = partial(edit_case, buyer_id=buyer, outside=wiring.outside())
    answers = crowd.act(*[partial(change, no=case.no, form=form(uuid4())) for case in cases])
    no_accident(answers)
    monkeypatch.setattr(editing, "decide", decide)
    return Case.objects.filter(buyer_id=buyer, outcome="instant").count()


def test_the_days_instant_credit_is_spent_once(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert instant_after_two_edits(crowd, monkeypatch) == 1


def test_decisions_that_do_not_count_spend_it_twice(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The naive variant, so that the test above is known to see what it is there for."""

    def uncounted(*, by_policy: bool = False, **saved: Any) -> bool:
        return record(**saved)

    monkeypatch.setattr(editing, "record", uncounted)
    assert instant_after_two_edits(crowd, monkeypatch) == 2
