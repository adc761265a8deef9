"""Merchants and the platform show files in the thread; no decision by the policy reads them."""

from __future__ import annotations

import io

import pytest

from anxin import wiring
from anxin.pages.thread import thread_of
from anxin.services.evidence import Received, Sent, Turned, attach_piece, change_piece
from anxin.storage.aftersale.ground import ground_by_case
from anxin.storage.aftersale.models import Case
from anxin.storage.aftersale.queries import case as case_row
from anxin.storage.evidence.models import Piece
from anxin.storage.evidence.queries import piece_of_buyer
from tests.factories.account import an_account
from tests.factories.evidence import a_page, read_all
from tests.factories.turns import in_review, refused_by, with_merchant

pytestmark = pytest.mark.django_db


def attach(case: Case, data: bytes, *, side: str = "merchant") -> Received | Turned:
    """Put a file into a case's thread."""
    sender = an_account(role="merchant" if side == "merchant" else "agent")
    sent = Sent(io.BytesIO(data), "发货单.png", "other")
    return attach_piece(
        case_no=case.no, side=side, sender=sender.id, sent=sent, files=wiring.evidence_files()
    )


def test_a_merchants_file_is_read_shown_to_all_and_decides_nothing() -> None:
    bought, case = with_merchant()
    taken = attach(case, a_page("发货单", "已于 14:02 发货"))
    assert isinstance(taken, Received)
    read_all()
    piece = Piece.objects.get(no=taken.no)
    assert (piece.side, piece.state) == ("merchant", "read")
    ground, row = ground_by_case(case_no=case.no), case_row(no=case.no)
    assert ground is not None and row is not None
    assert [each.kind for each in ground.pieces] == ["activation_failure"]
    for side in ("buyer", "merchant", "platform"):
        lines = thread_of(case=row, side=side, account_id=bought.buyer, language="zh").lines
        assert [line.text for line in lines] == ["发货单.png"]
        assert lines[0].pages


def test_the_buyer_cannot_change_what_others_sent() -> None:
    bought, case = with_merchant()
    taken = attach(case, a_page("发货单"))
    assert isinstance(taken, Received)
    answer = change_piece(no=taken.no, buyer_id=bought.buyer, kind="comparison")
    assert answer == Turned("not_found")
    assert piece_of_buyer(no=taken.no, buyer_id=bought.buyer) is None


def test_the_same_file_is_one_and_a_decided_case_takes_none() -> None:
    _, case = in_review()
    page = a_page("核对记录")
    first = attach(case, page, side="platform")
    assert attach(case, page, side="platform") == first
    assert attach(case, b"") == Turned("empty")
    _, over = refused_by()
    assert attach(over, page) == Turned("decided")
