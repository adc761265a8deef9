"""Evidence that a buyer sends after a refusal comes along when the case is looked at again."""

from __future__ import annotations

import pytest

from anxin import wiring
from anxin.services.aftersale.turns.buyer import appeal, ask_for_person
from anxin.services.evidence.receiving import Received
from tests.factories.evidence import a_failure, send
from tests.factories.order import delivered
from tests.factories.turns import refused_by, refused_by_machine

pytestmark = pytest.mark.django_db


def test_what_is_sent_after_a_refusal_joins_the_appeal() -> None:
    bought, case = refused_by()
    assert isinstance(send(bought, _picture()), Received)
    assert case.piece_set.count() == 0
    assert appeal(no=case.no, buyer_id=bought.buyer, said="截图上写着无效") is None
    assert case.piece_set.count() == 1


def test_what_is_sent_after_a_machines_refusal_goes_to_the_person() -> None:
    bought, case = refused_by_machine()
    assert isinstance(send(bought, _picture()), Received)
    assert ask_for_person(no=case.no, buyer_id=bought.buyer, outside=wiring.outside()) is None
    assert case.piece_set.count() == 1


def _picture() -> bytes:
    return a_failure(delivered())
