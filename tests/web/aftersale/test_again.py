"""Asking again after a refusal or a withdrawal: the form comes filled in, with the evidence."""

from __future__ import annotations

import pytest

from anxin.services.aftersale.turns.buyer import withdraw_case
from anxin.storage.aftersale.models import Case
from anxin.storage.evidence.queries import list_pieces_ready
from tests.console.pages import browser, words
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.evidence import a_piece
from tests.factories.order import Bought, delivered, view
from tests.factories.turns import with_merchant

pytestmark = pytest.mark.django_db
NOTE = "提示已失效，换设备也一样"


def withdrawn() -> tuple[Bought, Case]:
    """A request with words and a picture that its buyer has withdrawn."""
    bought = delivered()
    view(bought)
    a_piece(bought, verdict="consistent")
    details = {"shown": "ERR_1003"}
    case = case_after(bought, reason="card_invalid", note=NOTE, details=details)
    assert withdraw_case(no=case.no, buyer_id=bought.buyer) is None
    return bought, case


def test_the_form_comes_with_what_was_asked_and_shown() -> None:
    bought, case = withdrawn()
    client = browser(bought.buyer)
    assert f'action="/refunds/{case.no}/again/"' in words(client.get(f"/refunds/{case.no}/"))
    answer = client.post(f"/refunds/{case.no}/again/")
    form = f"/orders/{bought.no}/refund/?from={case.no}"
    assert (answer.status_code, answer["Location"]) == (302, form)
    page = words(client.get(form))
    assert NOTE in page and "ERR_1003" in page and "的申请填好，改好再提交" in page
    assert 'value="card_invalid" data-kind="activation_failure" required checked' in page
    [piece] = list_pieces_ready(order_id=bought.row.id)
    assert f'id="piece-{piece.no}"' in page


def test_the_form_stays_filled_in_when_a_piece_is_taken_away_without_script() -> None:
    bought, case = withdrawn()
    client = browser(bought.buyer)
    client.post(f"/refunds/{case.no}/again/")
    [piece] = list_pieces_ready(order_id=bought.row.id)
    form = {"chosen": "not_as_described", "source": case.no}
    answer = client.post(f"/evidence/{piece.no}/remove/", form)
    page = words(client.get(answer["Location"]))
    assert NOTE in page and piece.no not in page
    assert list_pieces_ready(order_id=bought.row.id) == []


def test_anothers_case_another_orders_and_an_open_one_fill_in_nothing() -> None:
    bought, case = withdrawn()
    other = delivered(buyer=bought.buyer)
    _, strange = withdrawn()
    _, still_open = with_merchant()
    client = browser(bought.buyer)
    for order, no in ((other, case.no), (bought, strange.no), (bought, still_open.no)):
        answer = client.get(f"/orders/{order.no}/refund/?from={no}")
        assert answer.status_code == 200
        assert NOTE not in words(answer) and "申请填好" not in words(answer)
    assert browser(a_buyer()).post(f"/refunds/{case.no}/again/").status_code == 404
