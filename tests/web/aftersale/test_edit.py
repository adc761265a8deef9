"""A buyer changes an open request on the form that it was made with."""

from __future__ import annotations

from uuid import uuid4

import pytest

from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import balance, breaches
from tests.console.pages import browser, words
from tests.factories.aftersale import case_after
from tests.factories.order import delivered, view
from tests.factories.turns import in_review, refused_by, with_merchant

pytestmark = pytest.mark.django_db


def test_the_form_comes_filled_in_and_what_is_sent_is_decided_anew() -> None:
    bought = delivered()
    case = case_after(bought, reason="card_invalid", note="提示已失效，换设备也一样")
    client = browser(bought.buyer)
    assert "修改申请" in words(client.get(f"/refunds/{case.no}/"))
    page = words(client.get(f"/refunds/{case.no}/edit/"))
    assert "提示已失效，换设备也一样" in page and "还可以改 3 次" in page
    form = {"form_key": str(uuid4()), "reason": "not_received", "units": "1", "note": "",
            "contact_phone": "", "destination": "original", "told": ""}  # fmt: skip
    answer = client.post(f"/refunds/{case.no}/edit/", form)
    assert answer.status_code == 302, words(answer)
    case.refresh_from_db()
    assert (case.state, case.reason) == ("refunded", "not_received")
    assert balance(account_id=bought.buyer) == 200_000
    assert breaches() == []


def test_bad_input_is_told_and_nothing_changes() -> None:
    bought, case = with_merchant()
    client = browser(bought.buyer)
    wrong = {"form_key": str(uuid4()), "reason": "made_up", "units": "1", "note": "还在"}
    answer = client.post(f"/refunds/{case.no}/edit/", wrong)
    assert answer.status_code == 422
    assert Case.objects.get(id=case.id).edits == 0


def test_what_is_decided_and_what_is_anothers_cannot_be_changed() -> None:
    bought, case = refused_by()
    answer = browser(bought.buyer).get(f"/refunds/{case.no}/edit/")
    assert answer.status_code == 302
    _, open_case = in_review()
    assert browser("buyer").get(f"/refunds/{open_case.no}/edit/").status_code == 404
    assert browser("agent").get(f"/refunds/{open_case.no}/edit/").status_code == 404


def test_vague_words_are_told_of_once_and_then_taken() -> None:
    bought = delivered()
    view(bought)
    case = case_after(bought, reason="card_invalid", note="激活提示 1003")
    client = browser(bought.buyer)
    form = {"form_key": str(uuid4()), "reason": "card_invalid", "units": "1", "note": "商品不行",
            "contact_phone": "", "destination": "original", "told": ""}  # fmt: skip
    answer = client.post(f"/refunds/{case.no}/edit/", form)
    assert (answer.status_code, "还没有提交" in words(answer)) == (422, True)
    assert Case.objects.get(id=case.id).edits == 0
    told = {**form, "heard": "card_invalid.ask.says_nothing"}
    assert client.post(f"/refunds/{case.no}/edit/", told).status_code == 302
    assert Case.objects.get(id=case.id).edits == 1
