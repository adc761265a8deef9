"""A doubt about what the platform alone was shown is told to the platform alone."""

from __future__ import annotations

import pytest

from anxin import wiring
from anxin.services.aftersale.evidence import go_on_with_evidence
from anxin.storage.aftersale.models import Case
from anxin.storage.columns import ClockNow
from anxin.storage.evidence.models import Piece
from tests.console.pages import browser, words
from tests.factories.account import a_reviewer
from tests.factories.evidence import a_piece
from tests.factories.turns import with_merchant

pytestmark = pytest.mark.django_db
TOLD = "凭证需要进一步核实"


@pytest.mark.parametrize(("audience", "parties_read"), [("all", True), ("buyer", False)])
def test_a_merchant_reads_of_a_doubt_about_what_it_sees(audience: str, parties_read: bool) -> None:
    bought, case = with_merchant()
    piece = a_piece(bought, verdict="suspicious")
    Piece.objects.filter(id=piece.id).update(case=case, audience=audience)
    Case.objects.filter(id=case.id).update(next_ask_at=ClockNow())
    assert go_on_with_evidence(outside=wiring.outside()) == 1
    case.refresh_from_db()
    assert case.tier == "senior"
    shop = words(browser(bought.goods.shop.member).get(f"/console/aftersale/{case.no}/"))
    senior = a_reviewer(role="senior").account_id
    assert (TOLD in shop) == parties_read
    assert TOLD in words(browser(senior).get(f"/console/cases/{case.no}/"))
