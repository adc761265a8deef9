"""Penalties that end while somebody decides, and shops that close while somebody orders."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any
from uuid import uuid4

from anxin import wiring
from anxin.domain.states import PENALTY, PENALTY_ENDED, check_path
from anxin.services.order.place import NotPlaced, Placed
from anxin.services.standing.closing import close_shop, reopen_shop
from anxin.services.standing.deciding import end_step, judge_appeal, lift_penalty
from anxin.services.standing.due import end_penalties
from anxin.services.standing.walking import NotPenalised
from anxin.services.wallet import pay_by_wallet
from anxin.storage.order.models import Order
from anxin.storage.standing.models import Closure, Penalty, PenaltyEvent
from tests.factories.account import a_buyer
from tests.factories.catalog import Goods, a_product
from tests.factories.merchant import Shop, a_merchant
from tests.factories.order import place
from tests.factories.standing import appeal, confirmed, decider
from tests.races.conftest import Crowd
from tests.races.turns import no_accident

ROUNDS = 6
SWEEPS = 3
LONG_AGO = "2020-01-01T00:00:00Z"


def suspended(*, over: bool) -> tuple[Shop, Penalty]:
    """A shop that is suspended for a day, which is over or not."""
    shop = a_merchant()
    penalty = confirmed(shop=shop, kind="suspend", days=1)
    if over:
        Penalty.objects.filter(id=penalty.id).update(due_at=LONG_AGO, until=LONG_AGO)
    penalty.refresh_from_db()
    return shop, penalty


def ended_once(penalty: Penalty) -> str:
    """The state that a penalty has come to; its history is one path with one end."""
    penalty.refresh_from_db()
    events = PenaltyEvent.objects.filter(penalty=penalty).order_by("seq")
    walked = [event.states for event in events if len(event.states) > 1]
    for states, after in pairwise(walked):
        assert states[-1] == after[0], walked
    for states in walked:
        check_path(lifecycle=PENALTY, path=tuple(states))
    assert sum(states[-1] in PENALTY_ENDED for states in walked) <= 1, walked
    return penalty.state


def test_an_appeal_a_lifting_and_the_end_meet_and_it_ends_once(crowd: Crowd) -> None:
    for number in range(ROUNDS):
        over = number % 2 == 0
        shop, penalty = suspended(over=over)
        sweep = partial(end_step, no=penalty.no, outside=wiring.outside())
        lift = partial(
            lift_penalty, no=penalty.no, decider=decider(penalty), outside=wiring.outside()
        )
        answers = crowd.act(partial(appeal, penalty, shop), lift, *[sweep] * SWEEPS)
        no_accident(answers)
        sweep()
        state = ended_once(penalty)
        assert state == "lifted" if over else state in ("lifted", "appealed"), answers


def test_a_judge_and_the_end_meet_and_one_of_them_ends_it(crowd: Crowd) -> None:
    for number in range(ROUNDS):
        shop, penalty = suspended(over=False)
        assert appeal(penalty, shop) is None
        Penalty.objects.filter(id=penalty.id).update(due_at=LONG_AGO, until=LONG_AGO)
        upheld = number % 2 == 0
        judge = partial(
            judge_appeal,
            no=penalty.no,
            decider=decider(penalty, role="senior"),
            upheld=upheld,
            outside=wiring.outside(),
        )
        sweep = partial(end_step, no=penalty.no, outside=wiring.outside())
        judged, *swept = crowd.act(judge, *[sweep] * SWEEPS)
        no_accident([judged, *swept])
        sweep()
        state = ended_once(penalty)
        if judged is None and not upheld:
            assert state == "overturned" and not any(swept)
        else:
            assert judged in (None, NotPenalised("moved")) and state == "lifted", (judged, swept)


def ordered_and_paid(goods: Goods) -> bool:
    """Order as somebody new and pay at once; whether it was taken."""
    buyer = a_buyer()
    answer = place(buyer=buyer, goods=goods)
    if isinstance(answer, Placed):
        pay_by_wallet(no=answer.order_no, buyer_id=buyer)
    else:
        assert answer == NotPlaced("stopped_close"), answer
    return isinstance(answer, Placed)


def left_open(shop: Shop) -> int:
    """How many orders of a shop are neither delivered nor over."""
    waiting = ("awaiting_payment", "cooling_off", "delivering", "delivery_failed")
    return Order.objects.filter(merchant_id=shop.id, state__in=waiting).count()


def test_orders_placed_while_a_shop_closes_are_refused_or_given_back(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        goods = a_product(cards=8)
        shop = goods.shop
        close = partial(
            close_shop, merchant_id=shop.id, actor=shop.member, why="春节休假", form_key=uuid4()
        )
        answers = crowd.act(*[partial(ordered_and_paid, goods)] * 4, *[close] * 2)
        no_accident(answers)
        assert answers[4:] == [None, None]
        assert Closure.objects.filter(merchant_id=shop.id).count() == 1
        while end_penalties(outside=wiring.outside()):
            pass
        assert left_open(shop) == 0
        assert place(buyer=a_buyer(), goods=goods) == NotPlaced("stopped_close")


def test_orders_placed_while_a_shop_opens_again_are_refused_or_stand(crowd: Crowd) -> None:
    for _ in range(ROUNDS):
        goods = a_product(cards=8)
        shop = goods.shop
        closed: dict[str, Any] = {"merchant_id": shop.id, "actor": shop.member}
        assert close_shop(**closed, why="休假", form_key=uuid4()) is None
        reopen = partial(reopen_shop, merchant_id=shop.id, actor=shop.member)
        answers = crowd.act(*[partial(ordered_and_paid, goods)] * 4, *[reopen] * 2)
        no_accident(answers)
        assert answers[4:].count(None) == 1, answers
        end_penalties(outside=wiring.outside())
        assert left_open(shop) == answers[:4].count(True)
        assert ordered_and_paid(goods)
