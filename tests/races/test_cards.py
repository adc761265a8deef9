"""Five hundred cards and eight processes that sell them: each card once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from anxin.storage.ledger.queries import breaches
from anxin.storage.order.models import OrderCard
from tests.factories.card import card_states
from tests.factories.catalog import a_product
from tests.races.conftest import Crowd

ROOT = Path(__file__).parents[2]
CARDS = 500
PROCESSES = 8
GATE = 7_001


def start_seller(product_no: str) -> subprocess.Popen[str]:
    """Start one process on the test database; it waits at the gate."""
    given = urlsplit(os.environ["DATABASE_URL"])
    database = given._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    env = {
        **os.environ,
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.races.seller", product_no, str(GATE)],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        text=True,
    )


def open_gate() -> None:
    """Let everybody through once all of them wait."""
    with connection.cursor() as cursor:
        waiting = 0
        while waiting < PROCESSES:
            cursor.execute(
                """SELECT count(*) FROM pg_locks
                    WHERE locktype = 'advisory' AND objid = %s AND NOT granted""",
                [GATE],
            )
            waiting = cursor.fetchone()[0]
        cursor.execute("SELECT pg_advisory_unlock(%s)", [GATE])


def test_eight_processes_sell_each_of_500_cards_once(committed: None) -> None:
    goods = a_product(cards=CARDS, price_fen=100)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])
    sellers = [start_seller(goods.no) for _ in range(PROCESSES)]
    open_gate()
    sold = [int(seller.communicate(timeout=120)[0]) for seller in sellers]
    assert sum(sold) == CARDS
    assert sum(count > 0 for count in sold) > 1, "only one process sold: nothing raced"
    assert card_states(goods.id) == {"held": CARDS}
    links = OrderCard.objects.filter(card__product_id=goods.id)
    assert links.count() == links.values("card_id").distinct().count() == CARDS
    assert breaches() == []


@pytest.fixture
def naive(committed: None) -> Iterator[None]:
    """A throw-away stock whose sales are only written down."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_card (id int, sold bool DEFAULT false)")
        cursor.execute("INSERT INTO naive_card SELECT generate_series(1, 200)")
        cursor.execute("CREATE TABLE naive_sale (card_id int)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE naive_card, naive_sale")


def sell_naively() -> None:
    """Take the first unsold card without a lock, as the shops in docs do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM naive_card WHERE NOT sold ORDER BY id LIMIT 1")
        [card] = cursor.fetchone()
        cursor.execute("UPDATE naive_card SET sold = true WHERE id = %s", [card])
        cursor.execute("INSERT INTO naive_sale VALUES (%s)", [card])


def test_without_a_lock_the_same_card_is_sold_twice(naive: None, crowd: Crowd) -> None:
    """Without this the test above would prove nothing."""
    for _ in range(10):
        crowd.act(*[partial(sell_naively)] * 8)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) - count(DISTINCT card_id) FROM naive_sale")
        assert cursor.fetchone()[0] > 0
