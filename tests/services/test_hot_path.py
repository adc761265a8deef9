"""What one refund costs the database: two statements, and a counted number of rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection
from django.test import Client

from anxin.storage.account.models import Account
from tests.factories.account import a_buyer
from tests.factories.aftersale import ask, case_after
from tests.factories.order import Bought, delivered, paid

pytestmark = pytest.mark.django_db

ROWS_OF_A_CANCELLATION = 11
"""Written: account, order, case, 2 events, payment, refund, posting, wallet, card and the link
between order and card. Without a card it is 9."""


@contextmanager
def statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Collect every statement that reaches PostgreSQL."""
    seen: list[str] = []
    execute = psycopg.Cursor.execute

    def counted(self: psycopg.Cursor[Any], query: Any, *rest: Any, **named: Any) -> Any:
        seen.append(str(query))
        return execute(self, query, *rest, **named)

    with monkeypatch.context() as patched:
        patched.setattr(psycopg.Cursor, "execute", counted)
        yield seen


def warm(bought: Bought) -> None:
    """Have the policy compiled, as it is from the second request on."""
    case_after(bought)


def rows_written() -> int:
    """Return the rows inserted, updated and deleted so far in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("reason", [None, "unwanted"])
def test_a_refund_takes_one_statement_to_load_and_one_to_save(
    reason: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm(paid())
    bought = paid() if reason is None else delivered(buyer=a_buyer(credit=90))
    with statements(monkeypatch) as seen:
        ask(bought, reason=reason)
    assert bought.row.refunded_fen == 9_800
    assert len(seen) == 2, seen
    assert "WITH asked" in seen[0] and "WITH guarded" in seen[1]


def test_a_refund_writes_a_counted_number_of_rows() -> None:
    bought = paid()
    before = rows_written()
    ask(bought)
    assert rows_written() - before == ROWS_OF_A_CANCELLATION


def post_refund(client: Client, bought: Bought, form_key: UUID, **filled: Any) -> str:
    """Send the refund form over HTTP and return where it leads."""
    sent = {"form_key": str(form_key), **filled}
    answer = client.post(f"/orders/{bought.no}/refund/", sent)
    assert answer.status_code == 302, answer.content[:500]
    return answer["Location"]


def test_over_http_it_is_the_same_two_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    warm(paid())
    bought = paid()
    client = Client()
    client.force_login(Account.objects.get(id=bought.buyer))
    with statements(monkeypatch) as seen:
        where = post_refund(client, bought, uuid4())
    assert where.startswith("/refunds/")
    assert len(seen) == 2, seen


def test_advice_and_details_cost_no_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    bought = delivered()
    client = Client()
    client.force_login(Account.objects.get(id=bought.buyer))
    filled = {"reason": "mistake", "told": "", "wrong_part": "region", "meant": "美区"}
    with statements(monkeypatch) as seen:
        post_refund(client, bought, uuid4(), **filled)
    assert len(seen) == 2, seen
    assert bought.row.refunded_fen == 9_800
