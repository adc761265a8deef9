"""A recall set by set against the same orders one by one, as a ratio of one run.

`python -m bench.recall --orders 2000` with DATABASE_URL and ANXIN_SECRETS_FILE set, as under
`make bench`'s server: `.venv/bin/python -m anxin.launch with-postgres --cluster bench -- …`.
It makes a database of its own, seeds paid wallet orders of two products, recalls one by the set
and refunds the other by a loop of single cases over the same list, and proves the books.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time

from bench import machine, seeding
from bench.refund_http import fresh_database, migrate

HALF = """
UPDATE anxin_order_order SET product_id = (
  SELECT id FROM anxin_catalog_product WHERE no = 'BENCH-2')
 WHERE id IN (SELECT id FROM anxin_order_order ORDER BY no LIMIT %s)
"""
SECOND = """
INSERT INTO anxin_catalog_product (merchant_id, no, title, title_en, kind, brand, face, tone,
       denomination, region, details, english, price_fen, cooling_off_minutes, inputs, policy_id,
       on_sale)
SELECT merchant_id, 'BENCH-2', title, title_en, kind, brand, face, tone, denomination, region,
       details, english, price_fen, cooling_off_minutes, inputs, policy_id, on_sale
  FROM anxin_catalog_product WHERE no = 'BENCH'
"""


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=2_000)
    given = parser.parse_args()
    url = fresh_database(server=os.environ["DATABASE_URL"], name="anxin_bench_recall")
    migrate(url)
    seeding.seed(url=url, buyers=2 * given.orders)
    os.environ["DATABASE_URL"] = url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    print(json.dumps(measure(given.orders) | {"machine": machine.facts(url=url)}, indent=2))
    return 0


def measure(orders: int) -> dict[str, object]:
    """Recall one half as a set, the other one by one; return seconds and their ratio."""
    from django.db import connection

    from anxin.services.bulk.recall import run_recalls
    from anxin.storage.ledger.queries import breaches

    with connection.cursor() as cursor:
        cursor.execute(SECOND)
        cursor.execute(HALF, [orders])
        cursor.execute("ANALYZE")
    _release("BENCH")
    set_s = _timed(run_recalls)
    _release("BENCH-2")
    single_s = _timed(_one_by_one)
    broken = [breach.sentence for breach in breaches()]
    if broken or _refunded() != 2 * orders:
        raise SystemExit(f"the books are broken: {broken}, {_refunded()} refunded")
    return {
        "recall": {
            "orders": orders,
            "set_s": round(set_s, 2),
            "one_by_one_s": round(single_s, 2),
            "ratio": round(single_s / set_s, 1),
            "per_s": round(orders / set_s),
        }
    }


def _release(product_no: str) -> None:
    from uuid import uuid4

    from anxin.services.bulk.recall import RecallForm, propose, release
    from anxin.storage.account.models import Account
    from anxin.storage.bulk.recalls import Target
    from anxin.storage.catalog.models import Product

    people = [
        Account.objects.create(username=f"{role}-{uuid4()}", role=role, password="!")
        for role in ("operator", "supervisor")
    ]
    target = Target("product", Product.objects.get(no=product_no).id)
    form = RecallForm(uuid4(), target, "bench")
    no = propose(form=form, actor=people[0].id, role="operator")
    assert isinstance(no, str), no
    assert release(no=no, actor=people[1].id, role="supervisor") is None


def _one_by_one() -> int:
    """The loop of cases: each locked, read, decided and saved in a transaction of its own."""
    from django.db import transaction

    from anxin.services.bulk.recall import running
    from anxin.services.bulk.recall.alone import save_alone
    from anxin.services.bulk.recall.deciding import Given, decide_row
    from anxin.storage.aftersale.ground import grounds_by_orders

    while True:
        with transaction.atomic():
            rows = running._claim(alone=False, limit=1)
            if not rows:
                return 0
            [ground] = grounds_by_orders(order_ids=[rows[0].order_id])
            given = decide_row(row=rows[0], ground=ground)
            assert isinstance(given, Given), given
            save_alone(row=rows[0], given=given)


def _timed(act) -> float:  # type: ignore[no-untyped-def]
    began = time.perf_counter()
    while act():
        pass
    return time.perf_counter() - began


def _refunded() -> int:
    from anxin.storage.aftersale.models import Case

    return Case.objects.filter(state="refunded").count()


if __name__ == "__main__":
    sys.exit(main())
