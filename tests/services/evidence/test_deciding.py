"""What a picture does to a case: it routes, it never refuses, and it pays only what is small."""

from __future__ import annotations

import pytest

from anxin import wiring
from anxin.services.aftersale.asking import end_wait
from anxin.services.failpoint import arm
from anxin.storage.aftersale.models import Case
from anxin.storage.evidence.models import Piece
from anxin.storage.ledger.queries import breaches
from anxin.storage.order.models import OrderEvent
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.clock import sweep_after
from tests.factories.evidence import a_failure, a_page, read, read_all, send, sent
from tests.factories.order import Bought, delivered, view

pytestmark = pytest.mark.django_db


def bought_card(*, price_fen: int = 9_800, credit: int = 60) -> Bought:
    """A card that was delivered and looked at: only a picture can show that it does not work."""
    bought = delivered(goods=a_product(price_fen=price_fen), buyer=a_buyer(credit=credit))
    view(bought)
    return bought


def the_case(case: Case) -> Case:
    """The case as it stands now."""
    return Case.objects.get(id=case.id)


def test_without_a_picture_the_case_waits_for_one() -> None:
    case = case_after(bought_card(), reason="card_invalid")
    assert (case.state, case.missing) == ("needs_evidence", ["activation_failure"])


def test_a_picture_that_agrees_is_answered_by_its_merchant_and_decided_within_the_hour() -> None:
    bought = bought_card()
    piece = read(bought, a_failure(bought))
    assert piece.verdict == "consistent", piece.findings
    case = case_after(bought, reason="card_invalid")
    assert (case.state, case.tier) == ("merchant_turn", "expedited")
    piece.refresh_from_db()
    assert piece.case_id == case.id, "it is part of the case from now on"


def test_a_small_sum_is_paid_on_a_picture_that_agrees() -> None:
    bought = bought_card(price_fen=1_500)
    read(bought, a_failure(bought))
    assert case_after(bought, reason="card_invalid").state == "refunded"
    assert not breaches()


def test_a_picture_of_another_card_pays_nothing_by_itself() -> None:
    bought = bought_card(price_fen=1_500)
    piece = read(bought, a_failure(bought, code="XKCD-9999-AAAA-7777"))
    assert piece.verdict == "inconsistent"
    case = case_after(bought, reason="card_invalid")
    assert (case.state, case.tier) == ("merchant_turn", "first_line")


def test_a_case_that_is_asked_for_while_its_picture_is_being_read_waits_for_it() -> None:
    bought = bought_card(price_fen=1_500)
    sent(bought, a_failure(bought))
    case = case_after(bought, reason="card_invalid")
    assert (case.state, case.waits_for) == ("submitted", "evidence")
    read_all()
    assert the_case(case).state == "refunded"
    assert not breaches()


def test_a_picture_that_is_never_read_does_not_hold_the_case_for_ever() -> None:
    bought = bought_card()
    sent(bought, a_failure(bought))
    case = case_after(bought, reason="card_invalid")
    sweep_after(minutes=16)
    assert the_case(case).state == "needs_evidence"
    read_all()
    assert the_case(case).state == "merchant_turn", "it is taken up again once it is read"


def test_the_missing_picture_is_added_to_the_case_and_decides_it() -> None:
    bought = bought_card(price_fen=1_500)
    case = case_after(bought, reason="card_invalid")
    sweep_after(hours=30)
    piece = read(bought, a_failure(bought))
    assert piece.case_id == case.id
    after = the_case(case)
    assert after.state == "refunded", "it was asked for in time, the picture may come later"
    kinds = (
        OrderEvent.objects.filter(order=bought.row).order_by("seq").values_list("kind", "states")
    )
    assert ("case_decided", ["needs_evidence", "submitted", "approved", "refunded"]) in [
        (kind, states) for kind, states in kinds if kind == "case_decided"
    ] or ("case_decided" in [kind for kind, _ in kinds])
    assert not breaches()


def test_a_picture_of_nothing_is_as_none_and_the_case_goes_on_waiting() -> None:
    bought = bought_card()
    case = case_after(bought, reason="card_invalid")
    piece = read(bought, a_page("今天天气不错"))
    assert piece.verdict == "unreadable"
    assert the_case(case).state == "needs_evidence"


def test_a_doubted_picture_takes_the_case_to_a_senior_and_refuses_nothing() -> None:
    honest, other = bought_card(price_fen=1_500), bought_card(price_fen=1_500)
    picture = a_failure(honest)
    read(honest, picture)
    piece = read(other, picture)
    assert piece.verdict == "suspicious", piece.findings
    case = case_after(other, reason="card_invalid")
    assert (case.state, case.tier) == ("merchant_turn", "senior")


def test_a_doubted_picture_that_comes_later_takes_the_review_to_a_senior() -> None:
    honest, other = bought_card(), bought_card()
    picture = a_failure(honest)
    read(honest, picture)
    read(other, a_failure(other))
    case = case_after(other, reason="card_invalid")
    assert case.tier == "expedited"
    read(other, picture)
    assert the_case(case).tier == "senior"


def test_a_refused_file_is_as_none() -> None:
    bought = bought_card()
    piece = read(bought, b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>")
    assert (piece.state, piece.refusal) == ("refused", "disguised")
    case = case_after(bought, reason="card_invalid")
    assert case.state == "needs_evidence"
    piece.refresh_from_db()
    assert piece.case_id is None


def test_a_wait_that_is_over_is_not_ended_twice() -> None:
    bought = bought_card()
    sent(bought, a_failure(bought))
    case = case_after(bought, reason="card_invalid")
    read_all()
    refused = end_wait(no=case.no, outside=wiring.outside())
    assert refused is not None


def test_a_decided_case_takes_no_more() -> None:
    bought = bought_card(price_fen=1_500)
    read(bought, a_failure(bought))
    case_after(bought, reason="card_invalid")
    assert Piece.objects.filter(order=bought.row).count() == 1
    answer = send(bought, a_page("再来一张"))
    assert getattr(answer, "code", "") in ("nothing_to_show", "decided", "")


def test_a_reader_that_dies_after_noting_leaves_the_case_to_the_next() -> None:
    bought = bought_card(price_fen=1_500)
    case = case_after(bought, reason="card_invalid")
    sent(bought, a_failure(bought))
    arm({"evidence.noted_not_decided": _die})
    try:
        with pytest.raises(Died):
            read_all()
    finally:
        arm({})
    assert the_case(case).state == "needs_evidence"
    assert read_all() == 0, "there is nothing more to read"
    assert the_case(case).state == "refunded"
    assert not breaches()


class Died(BaseException):
    """A process that ended here."""


def _die() -> None:
    raise Died
