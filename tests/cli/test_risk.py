"""`anxin risk show`: how a buyer is assessed, computed now, nothing written."""

from __future__ import annotations

from uuid import uuid4

import pytest

from anxin.cli import main
from anxin.services.risk.restricting import record_abuse
from anxin.storage.account.models import Account
from anxin.storage.risk.models import Assessment
from tests.factories.account import a_buyer, an_account
from tests.factories.risk import an_officer, seen_with

pytestmark = pytest.mark.django_db


def test_a_buyer_is_shown_by_name_and_by_key(capsys: pytest.CaptureFixture[str]) -> None:
    buyer = a_buyer(money_fen=0)
    name = Account.objects.get(id=buyer).username
    assert [main(["risk", "show", name]), main(["risk", "show", str(buyer)])] == [0, 0]
    said = capsys.readouterr().out
    assert said.count("risk 0") == said.count("credit 60\n") == 2
    assert not Assessment.objects.exists()


def test_what_flags_and_who_is_linked_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    buyer, other = a_buyer(money_fen=0), a_buyer(money_fen=0)
    seen_with("d1", buyer, other)
    record_abuse(account_id=buyer, kind="other", basis="a", form_key=uuid4(), officer=an_officer())
    assert main(["risk", "show", str(buyer)]) == 1
    said = capsys.readouterr().out
    assert "+70  1 established cases of abuse" in said
    assert "same device, 1 away" in said
    assert "restricted since" in said


def test_whoever_is_no_buyer_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    staff = an_account(role="agent").username
    assert [main(["risk", "show", who]) for who in (staff, "nobody", str(uuid4()))] == [2, 2, 2]
    assert "no buyer nobody" in capsys.readouterr().err
