"""Who sees a picture, at which address and for how long; and what the door turns away."""

from __future__ import annotations

import re
import time
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anxin.pages import evidence as addresses
from anxin.storage.account.models import Account
from anxin.storage.evidence.models import Page, Piece
from tests.factories.account import a_buyer, an_account
from tests.factories.aftersale import case_after
from tests.factories.evidence import a_failure, a_page, read, sent
from tests.factories.order import Bought, delivered, view

pytestmark = pytest.mark.django_db


def logged_in(account: UUID) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=account))
    return client


def bought_card() -> Bought:
    bought = delivered()
    view(bought)
    return bought


def seen(page: Page, account: UUID, *, by: UUID | None = None) -> Any:
    """What an account gets at the address that was made for it (or for somebody else)."""
    address = addresses.page_address(page_id=page.id, account_id=account)
    return logged_in(by or account).get(address)


def test_a_file_is_taken_for_what_fits_the_reason_unless_said_otherwise() -> None:
    bought = bought_card()
    client = logged_in(bought.buyer)
    for reason, kind in (("unwanted", "other"), ("card_invalid", "activation_failure")):
        page = client.get(f"/orders/{bought.no}/refund/?reason={reason}")
        assert page.context["tray"].kinds[0][0] == kind


def test_pages_are_seen_by_those_whom_they_concern_and_by_nobody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bought = bought_card()
    piece = read(bought, a_failure(bought))
    page = Page.objects.get(piece=piece)
    agent, stranger = an_account(role="agent").id, a_buyer()
    answer = seen(page, bought.buyer)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"
    assert answer["Content-Type"] == "image/webp"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert seen(page, agent).status_code == 404, "it is no part of a case yet"
    case_after(bought, reason="card_invalid")
    assert seen(page, agent).status_code == 200
    assert seen(page, bought.goods.shop.member).status_code == 200
    assert seen(page, stranger).status_code == 404
    assert seen(page, bought.buyer, by=stranger).status_code == 404, "made for somebody else"
    assert (
        Client().get(addresses.page_address(page_id=page.id, account_id=agent)).status_code == 302
    )
    address = addresses.page_address(page_id=page.id, account_id=bought.buyer)
    forged = address[:-3] + ("AA/" if address[-3:-1] != "AA" else "BB/")
    assert logged_in(bought.buyer).get(forged).status_code == 404
    later = time.time() + 2 * addresses.VALID_S + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert logged_in(bought.buyer).get(address).status_code == 404, "it was good for a while"


def test_the_original_has_no_address() -> None:
    piece = sent(bought_card(), a_page("原图"))
    client = logged_in(piece.buyer_id)
    for path in (f"/evidence/{piece.original_key}/", f"/media/{piece.original_key}", "/evidence/"):
        assert client.get(path).status_code == 404


def test_another_buyers_piece_does_not_exist_for_anybody_else() -> None:
    piece = sent(bought_card(), a_page("我的"))
    stranger = logged_in(a_buyer())
    assert stranger.get(f"/evidence/{piece.no}/").status_code == 404
    assert stranger.post(f"/evidence/{piece.no}/remove/").status_code == 404
    assert stranger.post(f"/evidence/{piece.no}/change/", {"caption": "x"}).status_code == 404
    assert Piece.objects.get(id=piece.id).state == "received"


def test_what_is_too_big_is_turned_away_before_it_is_read() -> None:
    bought = bought_card()
    client = logged_in(bought.buyer)
    answer = client.post(
        f"/orders/{bought.no}/evidence/", {"kind": "other"}, CONTENT_LENGTH=str(200 * 2**20)
    )
    assert answer.status_code == 413
    assert "100 MB" in answer.content.decode()
    answer = client.post("/wallet/", {"x": "y"}, CONTENT_LENGTH=str(5 * 2**20))
    assert answer.status_code == 413


def test_a_piece_is_moved_up_by_its_button_and_stays_there() -> None:
    bought = bought_card()
    first, second = (read(bought, a_page(f"第 {n} 张")) for n in (1, 2))
    client = logged_in(bought.buyer)
    form = f"/orders/{bought.no}/refund/"
    said = client.get(form).content.decode()
    assert pieces_on(said) == [first.no, second.no]
    assert said.count("往前移") == 1, "the first has nowhere to go"
    button = re.search(
        r'name="position" value="(\d+)" form="tray-change" formaction="([^"]+)"', said
    )
    assert button and button[2] == f"/evidence/{second.no}/change/"
    answer = client.post(button[2], {"position": button[1]})
    assert answer.status_code == 302
    assert pieces_on(client.get(form).content.decode()) == [second.no, first.no]


def test_files_stand_in_the_sequence_in_which_they_were_chosen() -> None:
    bought = bought_card()
    client = logged_in(bought.buyer)
    address = f"/orders/{bought.no}/evidence/"
    late, early = (SimpleUploadedFile(f"{n}.png", a_page(f"第 {n} 张")) for n in (2, 1))
    client.post(address, {"kind": "other", "evidence": late})
    later = Piece.objects.get(order=bought.row)
    client.post(address, {"kind": "other", "evidence": early, "before": later.no})
    said = client.get(f"/orders/{bought.no}/refund/").content.decode()
    assert pieces_on(said)[1] == later.no
    assert said.index("1.png") < said.index("2.png")


def test_without_script_the_chosen_reason_is_kept_by_whatever_is_done_to_a_piece() -> None:
    bought = bought_card()
    piece = read(bought, a_page("一张图"))
    client = logged_in(bought.buyer)
    form = f"/orders/{bought.no}/refund/?reason=card_invalid"
    said = client.get(form).content.decode()
    assert said.count('<input type="hidden" name="chosen" value="card_invalid">') == 2
    sent = {"chosen": "card_invalid"}
    file = SimpleUploadedFile("2.png", a_page("另一张图"))
    for address, more in (
        (f"/orders/{bought.no}/evidence/", {"kind": "other", "evidence": file}),
        (f"/evidence/{piece.no}/change/", {"position": "1"}),
        (f"/evidence/{piece.no}/remove/", {}),
    ):
        answer = client.post(address, {**sent, **more})
        assert (answer.status_code, answer["Location"]) == (302, form), address


def test_a_reason_that_there_is_none_of_leads_back_to_the_form_as_it_is() -> None:
    bought = bought_card()
    piece = sent(bought, a_page("一张图"))
    answer = logged_in(bought.buyer).post(
        f"/evidence/{piece.no}/change/", {"position": "1", "chosen": "x&y=//evil"}
    )
    assert answer["Location"] == f"/orders/{bought.no}/refund/"


def test_a_phone_takes_a_picture_or_a_video_or_offers_its_album() -> None:
    bought = bought_card()
    said = logged_in(bought.buyer).get(f"/orders/{bought.no}/refund/").content.decode()
    inputs = re.findall(r'<input type="file" name="evidence"[^>]*>', said)
    assert [re.search(r'accept="([^"]+)"', one)[1] for one in inputs][:2] == ["image/*", "video/*"]  # type: ignore[index]
    assert ["capture=" in one for one in inputs] == [True, True, False]
    assert ["multiple" in one for one in inputs] == [False, False, True]


def pieces_on(said: str) -> list[str]:
    """The pieces of a tray in the sequence in which they are shown."""
    return re.findall(r'<li class="piece[^"]*" id="piece-([^"]+)"', said)


def test_a_form_without_a_file_says_so() -> None:
    bought = bought_card()
    answer = logged_in(bought.buyer).post(
        f"/orders/{bought.no}/evidence/", {"kind": "other"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 422
    assert "请先选择文件" in answer.content.decode()
