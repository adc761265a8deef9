"""Files in the thread, each for its readers; the policy reads what the buyer shows alone."""

from __future__ import annotations

import io

import pytest

from anxin import wiring
from anxin.pages import history
from anxin.pages.thread import Line, thread_of
from anxin.services.evidence import Received, Sent, Turned, attach_piece, change_piece
from anxin.services.sweep import sweep_due
from anxin.storage.aftersale.ground import ground_by_case
from anxin.storage.aftersale.models import Case
from anxin.storage.aftersale.queries import case as case_row
from anxin.storage.evidence.models import Piece
from anxin.storage.evidence.queries import page_for, piece_of_buyer
from tests.factories.account import an_account
from tests.factories.aftersale import case_after
from tests.factories.evidence import a_failure, a_page, put_page, read_all, sent
from tests.factories.order import delivered, view
from tests.factories.turns import in_review, refused_by, with_merchant
from tests.races.turns import overdue

pytestmark = pytest.mark.django_db


def attach(
    case: Case, data: bytes, *, side: str = "merchant", audience: str = "all"
) -> Received | Turned:
    """Put a file into a case's thread."""
    role = "merchant" if side == "merchant" else "agent"
    return attach_piece(
        case_no=case.no,
        side=side,
        sender=case.buyer_id if side == "buyer" else an_account(role=role).id,
        sent=Sent(io.BytesIO(data), "发货单.png", "other", audience=audience),
        files=wiring.evidence_files(),
    )


def lines_of(case: Case, side: str) -> list[Line]:
    """The thread as a side sees it."""
    row = case_row(no=case.no)
    assert row is not None
    return list(thread_of(case=row, side=side, account_id=case.buyer_id, language="zh").lines)


def test_a_merchants_file_is_read_shown_to_all_and_decides_nothing() -> None:
    _, case = with_merchant()
    taken = attach(case, a_page("发货单", "已于 14:02 发货"))
    assert isinstance(taken, Received)
    read_all()
    piece = Piece.objects.get(no=taken.no)
    assert (piece.side, piece.state) == ("merchant", "read")
    ground = ground_by_case(case_no=case.no)
    assert ground is not None
    assert [each.kind for each in ground.pieces] == ["activation_failure"]
    for side in ("buyer", "merchant", "platform"):
        lines = lines_of(case, side)
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


READERS = [
    ("platform", "staff", {"platform"}),
    ("platform", "buyer", {"platform", "buyer"}),
    ("platform", "merchant", {"platform", "merchant"}),
    ("merchant", "merchant", {"platform", "merchant"}),
    ("buyer", "buyer", {"platform", "buyer"}),
    ("buyer", "all", {"platform", "merchant", "buyer"}),
]


@pytest.mark.parametrize(("side", "audience", "readers"), READERS)
def test_a_file_is_seen_by_those_it_is_for_and_its_address_opens_for_nobody_else(
    side: str, audience: str, readers: set[str]
) -> None:
    bought, case = with_merchant()
    taken = attach(case, b"a file", side=side, audience=audience)
    assert isinstance(taken, Received)
    piece = Piece.objects.get(no=taken.no)
    page = put_page(piece)
    Piece.objects.filter(id=piece.id).update(state="read", verdict="unreadable", next_read_at=None)
    assert {who for who in ("buyer", "merchant", "platform") if lines_of(case, who)} == readers
    accounts = {"buyer": bought.buyer, "merchant": bought.goods.shop.member}
    for who, account in {**accounts, "platform": an_account(role="agent").id}.items():
        found = page_for(page_id=page.id, account_id=account, sees_cases=who == "platform")
        assert (found is not None) == (who in readers), who


def test_nobody_shows_a_file_to_whom_they_may_not_speak() -> None:
    _, case = with_merchant()
    for side, audience in (("buyer", "merchant"), ("merchant", "buyer"), ("merchant", "staff")):
        turned = attach(case, b"a file", side=side, audience=audience)
        assert turned == Turned("no_such_audience")


def test_one_file_may_be_shown_to_some_and_then_to_all() -> None:
    _, case = with_merchant()
    inside = attach(case, b"a file", side="platform", audience="staff")
    assert attach(case, b"a file", side="platform") != inside
    assert attach(case, b"a file", side="merchant") != inside
    assert len(lines_of(case, "merchant")) == 2


def test_the_history_tells_no_party_of_a_file_that_is_not_for_both() -> None:
    _, case = with_merchant()
    row = case_row(no=case.no)
    assert row is not None
    told = len(history.of_case_for_others(case=row, language="zh"))
    attach(case, b"for the platform", side="platform", audience="staff")
    assert len(history.of_case_for_others(case=row, language="zh")) == told
    attach(case, b"for everybody", side="platform")
    assert len(history.of_case_for_others(case=row, language="zh")) == told + 1


def test_what_a_buyer_puts_into_the_thread_is_evidence_of_what_was_asked_for() -> None:
    bought = delivered()
    view(bought)
    case = case_after(bought, reason="card_invalid")
    assert case.state == "needs_evidence"
    taken = attach(case, a_failure(bought), side="buyer")
    assert isinstance(taken, Received)
    read_all()
    piece = Piece.objects.get(no=taken.no)
    assert (piece.side, piece.kind, piece.verdict) == ("buyer", case.missing[0], "consistent")
    case.refresh_from_db()
    assert case.state != "needs_evidence"
    assert [line.text for line in lines_of(case, "merchant")] == ["发货单.png"]


def test_evidence_that_is_sent_again_into_the_thread_stands_in_both() -> None:
    bought, case = with_merchant()
    piece = sent(bought, b"a file")
    assert attach(case, b"a file", side="buyer") == Received(piece.no)
    assert len(lines_of(case, "merchant")) == 1


def test_a_file_that_cannot_be_opened_is_told_to_its_sender_alone() -> None:
    _, case = with_merchant()
    assert isinstance(attach(case, b"no picture"), Received)
    read_all()
    [line] = lines_of(case, "merchant")
    assert line.text != "发货单.png" and not line.pages
    assert lines_of(case, "buyer") == []


def test_nobody_agrees_by_silence_to_what_the_platform_alone_was_shown() -> None:
    _, case = with_merchant()
    Piece.objects.filter(case=case).update(audience="buyer")
    overdue(case)
    sweep_due(outside=wiring.outside())
    case.refresh_from_db()
    assert case.state == "platform_review"
