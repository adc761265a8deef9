"""A process that works on a recall is killed in the middle: the next one ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from django.db import connection

from anxin.services.bulk.recall import run_recalls
from anxin.storage.aftersale.models import Case
from anxin.storage.bulk.models import RecallLine
from anxin.storage.ledger.queries import balance, breaches
from tests.factories.account import a_buyer
from tests.factories.catalog import a_product
from tests.factories.order import delivered
from tests.factories.recall import of_product, released
from tests.journeys.servers import database_url
from tests.races.recaller import SET

ORDERS = 14
MONEY = 200_000


@pytest.mark.parametrize(
    ("point", "sets"), [("recall.decided_not_saved", 1), ("recall.saved_not_committed", 1)]
)
def test_killed_in_its_second_set_a_recall_goes_on_where_it_was(
    committed: None, point: str, sets: int
) -> None:
    goods, buyer = a_product(cards=ORDERS), a_buyer(money_fen=MONEY)
    for _ in range(ORDERS):
        delivered(goods=goods, buyer=buyer)
    recall = released(of_product(goods))
    env = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "ANXIN_DEMO": "1",
        "ANXIN_FAILPOINTS": f"{point}=kill:2",
    }
    died = subprocess.run(
        [sys.executable, "-m", "tests.races.recaller"], env=env, capture_output=True, check=False
    )
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()[-500:]
    connection.close()
    done = RecallLine.objects.filter(recall_id=recall.id, state="done")
    assert done.count() == sets * SET
    assert run_recalls() == ORDERS - sets * SET
    recall.refresh_from_db()
    assert (recall.state, done.count()) == ("done", ORDERS)
    assert Case.objects.filter(buyer_id=buyer).count() == ORDERS
    assert balance(account_id=buyer) == MONEY
    assert breaches() == []
