"""Pieces that meet at the same moment: one row per file, one reading, and nobody's reuse missed."""

from __future__ import annotations

from functools import partial

from anxin.services.evidence import Received
from anxin.storage.aftersale.models import Case
from anxin.storage.evidence.models import Page, Piece
from anxin.storage.statement import run
from tests.factories.aftersale import ask, case_after
from tests.factories.clock import let_pass
from tests.factories.evidence import a_failure, a_page, read_all, send, sent
from tests.factories.order import Bought, delivered, view
from tests.races.conftest import Crowd


def bought_card() -> Bought:
    bought = delivered()
    view(bought)
    return bought


def test_eight_taps_keep_one_piece(crowd: Crowd) -> None:
    for n in range(5):
        bought, data = bought_card(), a_page(f"连点 {n}")
        answers = crowd.act(*[partial(send, bought, data) for _ in range(8)])
        assert len(set(answers)) == 1 and isinstance(answers[0], Received)
        assert Piece.objects.filter(order=bought.row).count() == 1


def test_a_piece_that_meets_the_request_is_part_of_the_case(crowd: Crowd) -> None:
    for n in range(10):
        bought = bought_card()
        crowd.act(
            partial(send, bought, a_page(f"同时 {n}")),
            partial(ask, bought, reason="card_invalid"),
        )
        [piece] = Piece.objects.filter(order=bought.row)
        assert piece.case is not None, "it is not left behind"


def test_two_workers_read_each_piece_once(crowd: Crowd) -> None:
    pieces = [sent(bought_card(), a_page(f"两个人读 {n}")) for n in range(3)]
    crowd.act(read_all, read_all)
    for piece in pieces:
        piece.refresh_from_db()
        assert (piece.state, piece.tries) == ("read", 1)
        assert Page.objects.filter(piece=piece).count() == 1


def test_one_picture_from_two_accounts_at_once_is_seen_by_the_later(crowd: Crowd) -> None:
    one, other = bought_card(), bought_card()
    picture = a_failure(one)
    pieces = [sent(one, picture), sent(other, picture)]
    crowd.act(read_all, read_all)
    doubted = [
        piece.no for piece in pieces if Piece.objects.get(id=piece.id).verdict == "suspicious"
    ]
    assert len(doubted) == 1, "never both, never none"


def test_a_worker_that_died_leaves_its_piece_to_the_next(committed: None) -> None:
    bought = bought_card()
    piece = sent(bought, a_failure(bought))
    case = case_after(bought, reason="card_invalid")
    run(
        """UPDATE anxin_evidence_piece
              SET tries = 1, next_read_at = clock_now() + interval '2 minutes'
            WHERE id = %(id)s::uuid RETURNING id""",
        {"id": piece.id},
    )
    assert read_all() == 0, "the dead one may still be at it"
    let_pass(seconds=121)
    assert read_all() == 1
    piece.refresh_from_db()
    assert (piece.state, piece.tries) == ("read", 2)
    assert Case.objects.get(id=case.id).state == "merchant_turn"
