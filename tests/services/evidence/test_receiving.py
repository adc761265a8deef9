"""A file is kept once and as it came, for whom it may be, and taken away where nobody needs it."""

from __future__ import annotations

import hashlib
from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image

from anxin import wiring
from anxin.domain.evidence.outside import StoreFailed
from anxin.services.evidence import Received, Turned, change_piece, purge_files, remove_piece
from anxin.services.evidence.receiving import PIECES_PER_CASE, printable
from anxin.storage.evidence.models import Piece
from anxin.storage.evidence.queries import list_pieces_of_case, list_pieces_ready
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.clock import let_pass
from tests.factories.evidence import a_failure, a_page, as_png, read, send, sent
from tests.factories.order import Bought, delivered, placed, view

pytestmark = pytest.mark.django_db


def bought_card() -> Bought:
    bought = delivered()
    view(bought)
    return bought


def kept(piece: Piece) -> bytes:
    """The original as it is kept."""
    with wiring.evidence_files().open(key=piece.original_key) as file:
        return file.read()


def test_the_original_is_kept_byte_for_byte_and_sealed_by_its_sum() -> None:
    data = a_page("原图")
    piece = sent(bought_card(), data)
    assert kept(piece) == data
    assert bytes(piece.sha256) == hashlib.sha256(data).digest()
    assert piece.size_bytes == len(data)


def test_a_second_tap_sends_nothing_twice() -> None:
    bought, data = bought_card(), a_page("点了两下")
    first, second = send(bought, data), send(bought, data)
    assert first == second
    assert Piece.objects.filter(order=bought.row).count() == 1


def test_pieces_lie_ready_in_their_sequence_and_go_with_the_request() -> None:
    bought = bought_card()
    pieces = [sent(bought, a_page(f"第 {n} 张")) for n in (1, 2, 3)]
    assert change_piece(no=pieces[2].no, buyer_id=bought.buyer, position=1) is None
    ready = list_pieces_ready(order_id=bought.row.id)
    assert [row.no for row in ready] == [pieces[2].no, pieces[0].no, pieces[1].no]
    case = case_after(bought, reason="card_invalid")
    assert list_pieces_ready(order_id=bought.row.id) == []
    rows = list_pieces_of_case(case_id=case.id)
    assert [row.no for row in rows] == [row.no for row in ready]


def test_a_piece_that_comes_late_stands_where_it_was_chosen() -> None:
    bought = bought_card()
    second, third = (sent(bought, a_page(f"第 {n} 张")) for n in (2, 3))
    first = sent(bought, a_page("第 1 张"), before=second.no)
    middle = sent(bought, a_page("第 2.5 张"), before=third.no)
    assert sequence_of(bought) == [first.no, second.no, middle.no, third.no]


def test_before_a_piece_that_is_not_there_means_behind_all_others() -> None:
    bought, other = bought_card(), sent(bought_card(), a_page("另一笔订单"))
    first = sent(bought, a_page("第 1 张"))
    second = sent(bought, a_page("第 2 张"), before=other.no)
    third = sent(bought, a_page("第 3 张"), before="NOSUCHPIECE")
    assert sequence_of(bought) == [first.no, second.no, third.no]
    other.refresh_from_db()
    assert other.position == 1, "nobody moves what is not theirs"


def sequence_of(bought: Bought) -> list[str]:
    return [row.no for row in list_pieces_ready(order_id=bought.row.id)]


def test_somebody_elses_order_takes_nothing() -> None:
    assert send(bought_card(), a_page("别人的"), buyer=a_buyer()) == Turned("not_found")


@pytest.mark.parametrize(
    ("data", "kind", "code"),
    [(b"", "other", "empty"), (b"x", "selfie", "unknown_kind")],
)
def test_what_cannot_be_evidence_is_turned_away_at_once(data: bytes, kind: str, code: str) -> None:
    assert send(bought_card(), data, kind=kind) == Turned(code)


def test_an_unpaid_order_needs_no_evidence() -> None:
    assert send(placed(), a_page("还没付款")) == Turned("nothing_to_show")


def test_only_so_many_pieces_are_taken() -> None:
    bought = bought_card()
    for n in range(PIECES_PER_CASE):
        assert isinstance(send(bought, b"%d" % n), Received)
    assert send(bought, b"one more") == Turned("too_many")


def test_what_is_no_part_of_a_case_may_be_removed_and_its_files_go() -> None:
    bought = bought_card()
    piece = sent(bought, a_page("不要了"))
    assert remove_piece(no=piece.no, buyer_id=bought.buyer) is None
    assert purge_files(files=wiring.evidence_files()) == 1
    with pytest.raises(StoreFailed):
        kept(piece)
    assert purge_files(files=wiring.evidence_files()) == 0


@pytest.mark.parametrize("same_bytes", [True, False])
def test_a_picture_whose_files_are_gone_is_still_recognised(same_bytes: bool) -> None:
    bought = bought_card()
    picture = a_failure(bought)
    piece = read(bought, picture)
    assert remove_piece(no=piece.no, buyer_id=bought.buyer) is None
    assert purge_files(files=wiring.evidence_files()) == 1
    again = read(bought_card(), picture if same_bytes else as_png(Image.open(BytesIO(picture)), 1))
    assert again.verdict == "suspicious"
    code = "reused_file" if same_bytes else "reused_picture"
    assert (code, "doubt") in {(one["code"], one["weight"]) for one in again.findings}


def test_what_is_part_of_a_case_stays() -> None:
    bought = bought_card()
    piece = sent(bought, a_page("留着"))
    case_after(bought, reason="card_invalid")
    assert remove_piece(no=piece.no, buyer_id=bought.buyer) == Turned("part_of_case")
    let_pass(days=30)
    purge_files(files=wiring.evidence_files())
    assert kept(piece)


def test_what_is_never_used_is_not_kept_for_ever() -> None:
    piece = sent(bought_card(), a_page("忘了提交"))
    let_pass(days=8)
    assert purge_files(files=wiring.evidence_files()) == 1
    piece.refresh_from_db()
    assert piece.state == "removed" and piece.purged_at is not None


def test_another_buyer_changes_and_removes_nothing() -> None:
    piece = sent(bought_card(), a_page("我的"))
    stranger = a_buyer()
    assert remove_piece(no=piece.no, buyer_id=stranger) == Turned("not_found")
    assert change_piece(no=piece.no, buyer_id=stranger, caption="x") == Turned("not_found")
    assert change_piece(no=uuid4().hex, buyer_id=stranger, caption="x") == Turned("not_found")


def test_with_another_kind_the_verdict_is_formed_anew() -> None:
    bought = bought_card()
    piece = read(bought, a_failure(bought))
    assert piece.verdict == "consistent"
    assert change_piece(no=piece.no, buyer_id=bought.buyer, kind="payment_record") is None
    piece.refresh_from_db()
    assert piece.verdict == "unreadable", "it shows no payment"


def test_names_cannot_hide_what_a_file_is() -> None:
    assert printable(text="账单\u202egpj.exe\n") == "账单gpj.exe"
