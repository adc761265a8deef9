"""Sixty refunds under thirty percent of faults, and what they would cost without our care."""

from __future__ import annotations

from django.db.models import Count, Q

from anxin.domain.channel import Refunded, RefundOrder
from anxin.storage.ledger.queries import breaches
from anxin.storage.order.models import Order
from anxin.storage.refund.models import Attempt, Refund
from tests.channel.till import HELD_S, Till, payment_of, refunds_of
from tests.factories.account import a_buyer
from tests.factories.aftersale import case_after
from tests.factories.catalog import a_product
from tests.factories.order import Bought

MANY = 60
CALLS = "alipay.trade.*refund*"
RATE = 0.06
KINDS: tuple[dict[str, object], ...] = (
    {"kind": "timeout_before_commit", "seconds": HELD_S},
    {"kind": "timeout_after_commit", "seconds": HELD_S},
    {"kind": "error_500_after_commit"},
    {"kind": "system_error"},
    {"kind": "system_error", "commit": True},
    {"kind": "bad_signature"},
)


def break_a_third(till: Till) -> None:
    """Have about thirty percent of all calls about refunds fail, in six ways, by fixed chance."""
    till.hasten()
    for seed, fault in enumerate(KINDS, start=1):
        till.sandbox.switch(str(fault["kind"]), on=CALLS, rate=RATE, seed=seed, **options(fault))


def options(fault: dict[str, object]) -> dict[str, object]:
    """What a fault is told beside its kind."""
    return {name: value for name, value in fault.items() if name != "kind"}


def faults_met(till: Till, orders: list[Bought]) -> tuple[int, int]:
    """How many calls about refunds the gateway had, and how many of them it spoilt."""
    calls = [call for bought in orders for call in till.sandbox.calls(payment_of(bought).no)]
    about = [call for call in calls if "refund" in call["method"]]
    return len(about), sum(bool(call["switch"]) for call in about)


def test_sixty_refunds_under_thirty_percent_of_faults_are_each_made_once(
    till: Till,
) -> None:
    goods = a_product(cards=MANY * 2)
    orders = [till.paid(goods=goods, units=2) for _ in range(MANY)]
    assert {case_after(bought, units=1).state for bought in orders} == {"refunding"}
    break_a_third(till)
    rounds = till.send_until_done(most_rounds=30)
    calls, faults = faults_met(till, orders)
    differences = [no for bought in orders for no in differing(till, bought)]
    print(f"{MANY} refunds, {calls} calls, {faults} faults, {rounds} rounds,",
          f"{len(differences)} differences")  # fmt: skip
    assert differences == []
    assert faults > 0.15 * calls
    refunded = Order.objects.filter(no__in=[bought.no for bought in orders])
    assert refunded.filter(refunded_fen=9_800, reserved_fen=0, case_open=False).count() == MANY
    assert breaches() == []


def differing(till: Till, bought: Bought) -> list[str]:
    """The order's number if the gateway's book is not ours: sums, count and numbers of refunds."""
    ours = {refund.no: refund.refund_fen for refund in refunds_of(bought)}
    account = till.sandbox.account(payment_of(bought).no)
    theirs = {no: made["refund_fen"] for no, made in account["refunds"].items()}
    states = {refund.state for refund in refunds_of(bought)}
    same = ours == theirs and states == {"succeeded"} and len(theirs) == 1
    same = same and account["refunded_fen"] == bought.row.refunded_fen
    return [] if same else [bought.no]


def test_every_try_of_a_refund_was_written_down_before_it_was_made(till: Till) -> None:
    till.sandbox.switch("system_error", on="alipay.trade.refund", count=3)
    bought = till.paid()
    case_after(bought)
    till.send_until_done()
    (refund,) = refunds_of(bought)
    calls = till.sandbox.calls(refund.payment.no)
    sent = [call for call in calls if call["method"] == "alipay.trade.refund"]
    written = Attempt.objects.filter(refund_id=refund.id).aggregate(
        tries=Count("number"), ended=Count("number", filter=Q(ended_at__isnull=False))
    )
    assert (written["tries"], written["ended"], len(sent)) == (4, 4, 4)
    assert {call["out_request_no"] for call in sent} == {refund.no}
    assert Refund.objects.get(id=refund.id).tries == 4


def refund_naively(till: Till, payment_no: str, *, tries: int = 5) -> None:
    """Try until it is told done, under a new number each time: as code that never asks does."""
    for number in range(tries):
        order = RefundOrder(f"naive-{payment_no}-{number}", payment_no, 9_800, "退款")
        till.sandbox.pass_time(seconds=4)
        till.ahead_s += 4
        if isinstance(till.outside.channels["alipay"].refund(order=order), Refunded):
            return


def test_a_new_number_for_every_try_would_pay_twice(till: Till) -> None:
    """Without this the tests above would prove nothing."""
    goods, buyer = a_product(cards=30), a_buyer(money_fen=0)
    orders = [till.paid(goods=goods, buyer=buyer, units=2) for _ in range(15)]
    break_a_third(till)
    for bought in orders:
        refund_naively(till, payment_of(bought).no)
    made = [till.sandbox.account(payment_of(b).no)["successful_refunds"] for b in orders]
    print(f"naive: {sum(made)} refunds where {len(made)} were meant")
    assert max(made) > 1
