"""What follows from withdrawing a request, told before it is withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from anxin.domain.states import SERVED, UNDELIVERED
from anxin.services.aftersale.submit import WITHDRAWALS
from anxin.storage.aftersale.past import withdrawn_by_buyer
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.order.queries import order_of_buyer
from anxin.web import terms

COUNTED = timedelta(days=30)
"""How long a withdrawn request counts (storage.aftersale.ground: `withdrawn_30d`)."""


@dataclass(frozen=True, slots=True)
class Follows:
    """How often one may ask again after this, or from when where that is used up.

    `steps`: what the order's policy still gives back until when. `delivers`: delivery goes on.
    `shows`: the card can be seen again. `final`: it is an appeal that is given up, for good.
    `sent`: the goods are on their way to the merchant, who has to send them back.
    """

    times: int
    again_from: datetime | None
    delivers: bool
    shows: bool
    final: bool
    sent: bool
    steps: list[terms.ShownStep]


def follows_of(*, case: CaseRow) -> Follows:
    """Return what follows if the buyer withdraws this case now."""
    asked = (case.submitted_at, *withdrawn_by_buyer(order_id=case.order_id))
    past = sorted(at for at in asked if at > case.now - COUNTED)
    times = max(0, WITHDRAWALS - len(past))
    order = order_of_buyer(no=case.order_no, buyer_id=case.buyer_id)
    return Follows(
        times=times,
        again_from=None if times else past[len(past) - WITHDRAWALS] + COUNTED,
        delivers=case.order_state in UNDELIVERED,
        shows=case.order_state in SERVED and case.kind == "card_secret",
        final=case.state in ("appealed", "arbitration"),
        sent=case.return_sent_at is not None,
        steps=terms.steps_of_order(order) if order else [],
    )
