"""`anxin reconcile DATE`: what finance reads in a terminal, and what a script learns from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from anxin import wiring
from anxin.cli import main
from anxin.storage.reconciliation.models import Difference
from tests.channel.finance import Books, a_cent_short, console_refund, payment_missing
from tests.factories.account import an_account
from tests.factories.by_hand import NOTE, confirm, proposed

Run = Callable[[date], tuple[int, str]]


@pytest.fixture
def run(books: Books, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command at the till; return its exit status and what it printed."""
    monkeypatch.setattr(wiring, "bill_sources", lambda: (books.bills,))
    monkeypatch.setattr(wiring, "outside", lambda: books.till.outside)

    def command(day: date) -> tuple[int, str]:
        status = main(["reconcile", day.isoformat()])
        return status, capsys.readouterr().out

    return command


def test_a_day_that_matches_ends_with_0(books: Books, run: Run) -> None:
    books.cancelled()
    books.till.pass_time(days=1)
    status, said = run(books.day)
    assert status == 0
    assert "Reconciled" in said
    assert "1 payments 98.00, 1 refunds 98.00, fees 0.00, net 0.00" in said
    assert "0 differences" in said


def test_differences_are_printed_with_their_step_and_end_with_1(books: Books, run: Run) -> None:
    ((_, number, _),) = console_refund(books)
    a_cent_short(books)
    books.till.pass_time(days=1)
    status, said = run(books.day)
    assert status == 1
    assert number in said
    assert "other refunds are held" in said
    assert "bill 97.99 done, ours 98.00 done" in said


def test_what_is_settled_or_may_still_settle_itself_ends_with_0(books: Books, run: Run) -> None:
    payment_missing(books)
    console_refund(books)
    books.till.pass_time(days=1)
    assert run(books.day)[0] == 1
    stranger = Difference.objects.get(day=books.row, kind="channel_only")
    finance = an_account(role="finance")
    proposed(stranger, books=False)
    assert confirm(stranger, finance.id, books=False) is None
    status, said = run(books.day)
    assert status == 0
    assert f"settled by {finance.username} {NOTE}" in said
    assert "1 of them may still settle" in said


def test_a_refused_file_and_a_day_too_early_end_with_2(books: Books, run: Run) -> None:
    books.paid()
    assert run(books.day)[0] == 2
    books.till.sandbox.switch("bill_tampered")
    books.till.pass_time(days=1)
    status, said = run(books.day)
    assert status == 2
    assert "The rows do not come to the file's own totals" in said


def test_a_site_without_channels_says_so(
    committed: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(wiring, "bill_sources", lambda: ())
    assert main(["reconcile", "2026-10-03"]) == 2
    assert "no channel" in capsys.readouterr().err


@pytest.mark.parametrize("text", ("", "today", "20261003", "2026-W40-6", "2026-02-30"))
def test_what_is_no_day_is_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["reconcile", text])
    assert ended.value.code == 2
    assert "2026-10-03" in capsys.readouterr().err
