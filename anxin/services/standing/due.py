"""What is due of penalties: steps that are over, deposits made good, orders of shops that ended.

Each is dealt with in a transaction of its own: one that fails is logged and met again at the next
sweep, and holds up nobody else.
"""

from __future__ import annotations

from functools import partial

from anxin.domain.outside import Outside
from anxin.services.apart import each_apart
from anxin.services.standing.closing import close_order
from anxin.services.standing.deciding import end_made_good, end_step
from anxin.storage.standing import queries

AT_ONCE = 200


def end_penalties(*, outside: Outside) -> int:
    """Do what the deadlines of penalties say; return how much was done."""
    ends = [
        *(partial(end_step, no=no) for no in queries.due_penalties(limit=AT_ONCE)),
        *(partial(end_made_good, no=no) for no in queries.made_good(limit=AT_ONCE)),
        *(
            partial(close_order, order_id=order_id, ended_by=ended_by)
            for order_id, ended_by in queries.orders_of_closed(limit=AT_ONCE)
        ),
    ]
    return each_apart(ends, lambda end: end(outside=outside), name=lambda end: end.keywords)
