"""The ways that money takes, each walked on the stage, for a crash to cut in two."""

from __future__ import annotations

from collections.abc import Callable

from torture.model.death import persist
from torture.model.oracle import DELIVER_WITHIN_S
from torture.model.stage import Stage

CARD, INSTANT_CARD, MEMBERSHIP = 0, 1, 2
DAY_S = 86_400


def bought(stage: Stage, *, goods: int = CARD, how: str = "channel", units: int = 1) -> str:
    """An order that is paid."""
    no = stage.buy(buyer=0, goods=goods, units=units, how=how)
    assert no is not None
    return no


def _cancelled(stage: Stage, how: str) -> None:
    no = bought(stage, how=how)
    stage.ask_back(no, reason="unwanted", units=None)
    stage.send()


def wallet(stage: Stage) -> None:
    """Paid out of the wallet, cancelled, back in the wallet at once."""
    _cancelled(stage, "wallet")


def channel(stage: Stage) -> None:
    """Paid through the channel, cancelled, sent back through it."""
    _cancelled(stage, "channel")


def both(stage: Stage) -> None:
    """Paid by what the wallet had and the channel, given back to both."""
    bought(stage, how="wallet", units=3)
    bought(stage, how="wallet", units=3)
    _cancelled(stage, "both")


def topped_up(stage: Stage) -> None:
    """Money is put into a wallet."""
    stage.top_up(buyer=0, fen=1_000)


def another_place(stage: Stage) -> None:
    """Paid through the channel, wanted back in the wallet."""
    no = bought(stage)
    stage.ask_back(no, reason="unwanted", units=None, to="wallet")


def lost_and_told(stage: Stage) -> None:
    """The answer to a refund is lost; a notice tells that something became of it."""
    no = bought(stage)
    stage.ask_back(no, reason="unwanted", units=None)
    stage.rail.troubles = ["lost_after"]
    stage.send()
    persist(lambda: stage.notify(stage.rail.notices[-1]))
    stage.send()


def never_arrived(stage: Stage) -> None:
    """A refund never reaches the channel, is asked about and sent again."""
    no = bought(stage)
    stage.ask_back(no, reason="unwanted", units=None)
    stage.rail.troubles = ["lost_before"]
    stage.send()
    stage.pass_time(13)
    stage.send()


def disputed(stage: Stage) -> None:
    """Delivered at once, looked at, said not to work, approved by a person."""
    no = bought(stage, goods=INSTANT_CARD)
    stage.view(no, 1)
    stage.ask_back(no, reason="card_invalid", units=None)
    stage.review(no, yes=True)
    stage.send()


def let_lie(stage: Stage) -> None:
    """The merchant does not deliver: the money goes back by itself."""
    bought(stage, goods=MEMBERSHIP)
    stage.pass_time(6 * 60)
    stage.sweep()
    stage.pass_time(DELIVER_WITHIN_S + 1)
    stage.sweep()
    stage.send()


def paid_twice(stage: Stage) -> None:
    """Left for the channel, paid by wallet, then there all the same: one of them goes back."""
    no = stage.place(buyer=0, goods=CARD, units=1)
    assert no is not None
    payment_no = stage.leave_to_pay(no, mixed=False)
    assert payment_no is not None
    stage.pay_by_wallet(no)
    stage.rail.buyer_pays(payment_no)
    persist(lambda: stage.notify(stage.rail.notices[-1]))
    stage.learn()
    stage.send()


def never_paid(stage: Stage) -> None:
    """Left for the channel with a part held, and never came back."""
    bought(stage, how="wallet", units=3)
    bought(stage, how="wallet", units=3)
    no = stage.place(buyer=0, goods=CARD, units=1)
    assert no is not None
    stage.leave_to_pay(no, mixed=True)
    stage.pass_time(17 * 60)
    stage.sweep()
    stage.ask_about_payments()


def kept(stage: Stage) -> None:
    """Delivered, completed, and settled with the merchant; then given back all the same."""
    no = bought(stage, goods=INSTANT_CARD)
    stage.pass_time(8 * DAY_S)
    stage.sweep()
    stage.pass_time(8 * DAY_S)
    stage.sweep()
    stage.ask_back(no, reason="system_duplicate", units=None)
    stage.review(no, yes=True)
    stage.send()


PATHS: dict[str, Callable[[Stage], None]] = {
    path.__name__: path
    for path in (
        wallet,
        channel,
        both,
        topped_up,
        another_place,
        lost_and_told,
        never_arrived,
        disputed,
        let_lie,
        paid_twice,
        never_paid,
        kept,
    )
}
