"""One process that buys a product's cards until none is left: `python -m tests.races.seller`.

It waits at a database lock that its parent holds, so that all processes start together.
"""

from __future__ import annotations

import os
import random
import sys


def main(product_no: str, gate: int) -> int:
    """Buy until sold out; return how many cards were bought."""
    import django

    django.setup()
    from django.db import connection

    from anxin.storage.catalog.queries import product
    from anxin.storage.statement import run

    found = product(no=product_no)
    assert found is not None
    run("SELECT pg_advisory_lock_shared(%(gate)s::bigint)", {"gate": gate})
    bought = 0
    while (row := product(no=product_no)) and row.stock:
        bought += _buy(product_no, units=random.randint(1, 4))
    connection.close()
    return bought


def _buy(product_no: str, *, units: int) -> int:
    from uuid import uuid4

    from anxin import wiring
    from anxin.services.order.place import OrderForm, Placed, place_order
    from anxin.services.wallet import pay_by_wallet
    from tests.factories.account import a_buyer

    buyer, outside = a_buyer(money_fen=50_000), wiring.outside()
    for wanted in (units, 1):
        form = OrderForm(uuid4(), wanted, {}, acknowledged=True)
        answer = place_order(buyer_id=buyer, product_no=product_no, form=form, outside=outside)
        if isinstance(answer, Placed):
            assert pay_by_wallet(no=answer.order_no, buyer_id=buyer) is None
            return wanted
    return 0


if __name__ == "__main__":
    assert os.environ["DJANGO_SETTINGS_MODULE"]
    print(main(sys.argv[1], int(sys.argv[2])))
