"""What was shown for an earlier request about the order comes along to the next one."""

from __future__ import annotations

import pytest

from anxin import wiring
from anxin.services.aftersale.review import reject_case
from anxin.services.aftersale.turns.buyer import appeal, withdraw_case
from anxin.services.evidence import bring_pieces, purge_files, remove_piece
from anxin.services.evidence.receiving import PIECES_PER_CASE
from anxin.storage.aftersale.models import Case
from anxin.storage.evidence.models import Piece
from anxin.storage.evidence.queries import (
    PieceRow,
    list_matches,
    list_pieces_of_case,
    list_pieces_ready,
    piece_of_buyer,
)
from anxin.storage.evidence.reviewing import count_matches
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.clock import let_pass
from tests.factories.evidence import a_page, a_piece, put_match, put_page, sent
from tests.factories.order import Bought, delivered, view
from tests.factories.turns import with_merchant

pytestmark = pytest.mark.django_db


def ended(how: str) -> tuple[Bought, Case, Piece]:
    """A request with a picture of one page, refused by a person or withdrawn."""
    bought = delivered(goods=a_product(price_fen=60_000))
    view(bought)
    piece = a_piece(bought, verdict="inconsistent")
    put_page(piece)
    case = case_after(bought, reason="card_invalid")
    if how == "rejected":
        Case.objects.filter(id=case.id).update(state="platform_review")
        by = a_reviewer(role="senior")
        assert reject_case(no=case.no, reviewer=by, code="no_rule", said="看不出来") is None
    else:
        assert withdraw_case(no=case.no, buyer_id=bought.buyer) is None
    case.refresh_from_db()
    assert case.state == how
    return bought, case, piece


def brought(bought: Bought, case: Case) -> list[PieceRow]:
    """Bring the pieces along; return what lies ready then."""
    bring_pieces(case_no=case.no, buyer_id=bought.buyer)
    return list_pieces_ready(order_id=bought.row.id)


@pytest.mark.parametrize("how", ["rejected", "withdrawn"])
def test_pieces_come_along_as_they_were_read_and_stay_where_they_were(how: str) -> None:
    bought, case, piece = ended(how)
    [ready] = brought(bought, case)
    [kept] = list_pieces_of_case(case_id=case.id)
    assert kept.no == piece.no != ready.no
    assert (ready.verdict, ready.sha256, ready.pages) == (kept.verdict, kept.sha256, kept.pages)
    assert ready.pages
    [again] = brought(bought, case)
    assert again.no == ready.no, "brought twice is brought once"
    later = case_after(bought, reason="card_invalid")
    assert [row.no for row in list_pieces_of_case(case_id=later.id)] == [ready.no]
    assert [row.no for row in list_pieces_of_case(case_id=case.id)] == [piece.no]


def test_what_was_brought_may_be_removed_and_the_first_keeps_its_files() -> None:
    bought, case = with_merchant()
    kept = sent(bought, a_page("失败提示"))
    Piece.objects.filter(id=kept.id).update(state="read", verdict="consistent", next_read_at=None)
    assert withdraw_case(no=case.no, buyer_id=bought.buyer) is None
    _, copy = brought(bought, case)
    assert remove_piece(no=copy.no, buyer_id=bought.buyer) is None
    assert purge_files(files=wiring.evidence_files()) == 1
    let_pass(days=8)
    assert purge_files(files=wiring.evidence_files()) == 1, "the other was never used"
    with wiring.evidence_files().open(key=kept.original_key) as file:
        assert file.read() == a_page("失败提示")
    removed = Piece.objects.get(no=copy.no)
    assert removed.state == "removed" and removed.purged_at


def test_what_it_is_like_is_shown_with_it_and_it_is_not_like_itself() -> None:
    bought, case, piece = ended("rejected")
    other = put_page(a_piece(delivered(), verdict="consistent"))
    put_match(piece.page_set.get(), earlier=other, judgement="same", spots=[])
    [ready] = brought(bought, case)
    later = case_after(bought, reason="card_invalid")
    assert count_matches(case_id=later.id) == {ready.id: 1}
    assert [match.other.id for match in list_matches(piece_id=ready.id)] == [other.id]


def test_what_was_shown_in_the_thread_comes_along_for_the_same_readers() -> None:
    bought, case, piece = ended("rejected")
    Piece.objects.filter(id=piece.id).update(sender=bought.buyer, audience="buyer")
    [ready] = brought(bought, case)
    assert (ready.audience, ready.sender) == ("buyer", None)
    assert piece_of_buyer(no=ready.no, buyer_id=bought.buyer) == ready


def test_only_so_many_pieces_come_along() -> None:
    bought, case, _ = ended("withdrawn")
    for _n in range(PIECES_PER_CASE):
        a_piece(bought, verdict="consistent")
    assert len(brought(bought, case)) == PIECES_PER_CASE


def test_what_was_still_being_read_comes_along_from_a_withdrawn_request() -> None:
    bought, case = with_merchant()
    unread = sent(bought, a_page("刚拍的"))
    assert withdraw_case(no=case.no, buyer_id=bought.buyer) is None
    assert unread.no in [row.no for row in brought(bought, case)]


def test_nobody_elses_and_no_open_request_brings_anything() -> None:
    bought, case = with_merchant()
    assert brought(bought, case) == []
    assert withdraw_case(no=case.no, buyer_id=bought.buyer) is None
    bring_pieces(case_no=case.no, buyer_id=a_buyer())
    assert list_pieces_ready(order_id=bought.row.id) == []
    case_after(bought, reason="card_invalid")
    assert brought(bought, case) == [], "another request is open"


def test_an_appeal_takes_no_second_copy_of_what_the_case_has() -> None:
    bought, case, piece = ended("rejected")
    assert brought(bought, case)
    assert appeal(no=case.no, buyer_id=bought.buyer, said="请再看") is None
    assert [row.no for row in list_pieces_of_case(case_id=case.id)] == [piece.no]
