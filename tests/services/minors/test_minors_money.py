"""An approved claim moves money by the paths of every refund, within every bound, once."""

from __future__ import annotations

import pytest

from anxin import wiring
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.review import approve_case, reject_case
from anxin.services.aftersale.turns.buyer import withdraw_case
from anxin.services.failpoint import Struck, arm
from anxin.services.minors.deciding import reject_claim, send_back, sign_claim
from anxin.services.minors.looking import take_claim
from anxin.services.minors.paying import pay_claim
from anxin.services.minors.telling import NotDone
from anxin.services.order.deliver import NotDelivered
from anxin.storage.aftersale.ground import ground_by_buyer
from anxin.storage.aftersale.models import Case
from anxin.storage.columns import ClockNow
from anxin.storage.ledger.queries import balance, breaches
from anxin.storage.minors.models import ClaimOrder
from anxin.storage.order.models import Order
from anxin.storage.refund.models import Refund
from anxin.storage.risk.facts import facts_of
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.aftersale import case_after
from tests.factories.card import card_states
from tests.factories.catalog import a_product, a_top_up
from tests.factories.clock import sweep_after
from tests.factories.minors import an_officer, approve, approved, row, shown_of, submitted, taken
from tests.factories.order import Bought, delivered, paid, ship, started, view

pytestmark = pytest.mark.django_db

PRICE_FEN = 9_800
LARGE_FEN = 300_000


def seen(**order: object) -> Bought:
    """A card whose secret was looked at."""
    bought = delivered(**order)
    view(bought)
    return bought


def test_a_share_goes_back_to_the_wallet_it_was_paid_from() -> None:
    bought = seen()
    before = balance(account_id=bought.buyer)
    made, _ = approved(bought, share=50)
    assert balance(account_id=bought.buyer) == before
    sweep_after(seconds=11)
    assert balance(account_id=bought.buyer) == before + PRICE_FEN // 2
    claim, case = row(made), Case.objects.get(order=bought.row)
    assert (claim.state, claim.outcome) == ("decided", "partly")
    assert (case.state, case.refund_fen, case.fee_fen, case.cause) == ("refunded", 4_900, 0, None)
    assert case.decided_by_id == claim.decided_by_id
    assert breaches() == []


def test_paid_twice_it_is_paid_once() -> None:
    bought = seen()
    before = balance(account_id=bought.buyer)
    made, _ = approved(bought, share=70)
    for _ in range(3):
        pay_claim(no=made.no, outside=wiring.outside())
    sweep_after(minutes=5)
    assert balance(account_id=bought.buyer) == before + 6_860
    assert Refund.objects.filter(payment__order=bought.row).count() == 1
    assert breaches() == []


def test_what_nobody_saw_goes_back_whole_and_its_cards_with_it() -> None:
    bought = delivered(units=2)
    before = balance(account_id=bought.buyer)
    made, _ = approved(bought, share=100)
    sweep_after(seconds=11)
    assert balance(account_id=bought.buyer) == before + 2 * PRICE_FEN
    assert card_states(bought.goods.id) == {"available": 8, "quarantined": 2}
    assert row(made).outcome == "approved"
    assert breaches() == []


def test_what_was_not_delivered_yet_is_cancelled() -> None:
    bought = paid()
    approved(bought, share=100)
    sweep_after(seconds=11)
    assert bought.row.state == "cancelled"
    assert card_states(bought.goods.id) == {"available": 10}
    assert breaches() == []


def test_a_top_up_that_arrived_is_a_sum() -> None:
    bought = delivered(goods=a_top_up(price_fen=5_000), inputs={"phone": "13812345678"})
    before = balance(account_id=bought.buyer)
    approved(bought, share=30)
    sweep_after(seconds=11)
    assert balance(account_id=bought.buyer) == before + 1_500
    assert breaches() == []


def test_several_orders_are_given_back_each_by_its_share() -> None:
    buyer = a_buyer(money_fen=200_000)
    orders = [seen(buyer=buyer), delivered(buyer=buyer), seen(buyer=buyer)]
    before = balance(account_id=buyer)
    approved(*orders, share=100)
    sweep_after(seconds=11)
    assert balance(account_id=buyer) == before + 3 * PRICE_FEN
    assert breaches() == []


def test_together_they_count_as_one_sum_that_another_senior_signs() -> None:
    buyer = a_buyer(money_fen=1_000_000)
    goods = a_product(price_fen=LARGE_FEN)
    orders = [seen(buyer=buyer, goods=goods), seen(buyer=buyer, goods=goods)]
    before = balance(account_id=buyer)
    made, officer = approved(*orders, share=100)
    sweep_after(minutes=3)
    assert row(made).state == "signing"
    assert balance(account_id=buyer) == before
    assert sign_claim(no=made.no, shown=shown_of(made), officer=officer) == NotDone("own_decision")
    agent = an_officer("agent")
    assert sign_claim(no=made.no, shown=shown_of(made), officer=agent) == NotDone("not_allowed")
    assert sign_claim(no=made.no, shown=shown_of(made), officer=an_officer()) is None
    sweep_after(minutes=6)
    assert balance(account_id=buyer) == before + 2 * LARGE_FEN
    assert row(made).state == "decided"
    assert breaches() == []


def test_a_claim_counts_with_what_a_reviewer_gave_the_same_account_that_day() -> None:
    buyer, goods = a_buyer(money_fen=1_000_000), a_product(price_fen=LARGE_FEN)
    case = case_after(paid(goods=goods, buyer=buyer))
    assert approve_case(no=case.no, reviewer=a_reviewer(), note="") is None
    made, _ = approved(seen(buyer=buyer, goods=goods), share=100)
    assert row(made).state == "signing"


def test_who_does_not_sign_sends_it_back_undecided() -> None:
    buyer = a_buyer(money_fen=1_000_000)
    bought = seen(buyer=buyer, goods=a_product(price_fen=490_000 + 20_000))
    made, _ = approved(bought, share=100)
    assert (
        send_back(no=made.no, shown=shown_of(made), said="比例太高", officer=an_officer()) is None
    )
    assert row(made).state == "submitted"
    assert ClaimOrder.objects.get(claim=row(made)).share is None


def test_an_open_request_of_the_buyer_is_decided_with_it() -> None:
    bought = delivered(goods=a_product(price_fen=60_000))
    case = case_after(bought, reason="unwanted")
    assert case.state == "platform_review"
    before = balance(account_id=bought.buyer)
    made, _ = approved(bought, share=100)
    sweep_after(seconds=11)
    case.refresh_from_db()
    assert case.state == "refunded" and row(made).state == "decided"
    assert balance(account_id=bought.buyer) == before + 60_000
    assert breaches() == []


def test_an_order_somebody_else_is_at_waits_and_holds_up_no_other() -> None:
    buyer = a_buyer(money_fen=200_000)
    free, busy = seen(buyer=buyer), seen(buyer=buyer)
    waiting = case_after(busy, reason="card_invalid")
    Case.objects.filter(id=waiting.id).update(state="merchant_turn")
    before = balance(account_id=buyer)
    made, _ = approved(free, busy, share=50)
    sweep_after(seconds=11)
    assert balance(account_id=buyer) == before + PRICE_FEN // 2
    claim = row(made)
    assert claim.state == "paying" and claim.due_at is not None
    trouble = ClaimOrder.objects.get(claim=claim, order=busy.row).trouble
    assert trouble == "case_open"


def test_what_was_given_back_before_is_not_given_twice() -> None:
    bought = seen(units=2, buyer=a_buyer(money_fen=100_000))
    first, _ = approved(bought, share=50)
    sweep_after(seconds=11)
    again, officer = taken(bought)
    assert approve(again, [bought], 100, officer) is None
    sweep_after(minutes=1)
    assert bought.row.refunded_fen == bought.row.paid_fen == 2 * PRICE_FEN
    assert row(first).state == row(again).state == "decided"
    assert breaches() == []


def test_nobody_is_punished_for_a_claim() -> None:
    bought = seen()
    approved(bought, share=100)
    sweep_after(seconds=11)
    standing = facts_of(account_id=bought.buyer)
    assert standing is not None
    assert (standing.risk.returns, standing.risk.after_view, standing.risk.cancels) == (0, 0, 0)
    assert standing.credit.contradicted_days == ()


@pytest.mark.parametrize("share", [-1, 101])
def test_no_share_is_outside_of_nothing_and_all(share: int) -> None:
    bought = seen()
    made, officer = taken(bought)
    assert approve(made, [bought], share, officer) == NotDone("share_out_of_range")


def test_nothing_is_no_approval_and_silence_no_reason() -> None:
    bought = seen()
    made, officer = taken(bought)
    assert approve(made, [bought], 0, officer) == NotDone("nothing_given")
    rejected = reject_claim(no=made.no, code="of_age", said=" ", officer=officer)
    assert rejected == NotDone("reason_missing")


def test_a_rejected_claim_moves_nothing() -> None:
    bought = seen()
    before = balance(account_id=bought.buyer)
    made, officer = taken(bought)
    assert reject_claim(no=made.no, code="of_age", said="下单时已成年", officer=officer) is None
    sweep_after(minutes=5)
    assert balance(account_id=bought.buyer) == before
    assert row(made).outcome == "rejected"


def test_only_who_has_it_in_hand_decides() -> None:
    bought = started()
    made = submitted(bought)
    assert approve(made, [bought], 50, an_officer()) == NotDone("not_assigned")


@pytest.mark.parametrize("ending", ["withdrawn", "rejected"])
def test_whoever_would_end_its_case_meanwhile_does_not_stop_the_refund(ending: str) -> None:
    bought = seen()
    made, _ = approved(bought, share=50)

    def die() -> None:
        raise Struck("here")

    arm({"minors.case_open_not_approved": die})
    try:
        with pytest.raises(Struck):
            pay_claim(no=made.no, outside=wiring.outside())
    finally:
        arm({})
    case = Case.objects.get(order=bought.row)
    if ending == "withdrawn":
        assert withdraw_case(no=case.no, buyer_id=bought.buyer) is None
    else:
        senior = a_reviewer(role="senior")
        refused = reject_case(no=case.no, reviewer=senior, code="no_rule", said="没有依据")
        assert refused == NotDecided("by_law")
    sweep_after(seconds=11)
    sweep_after(minutes=3)
    assert row(made).state == "decided"
    assert bought.row.refunded_fen == PRICE_FEN // 2
    assert breaches() == []


def test_what_a_supplier_had_on_its_way_is_not_proposed_as_unused() -> None:
    bought = started(goods=a_top_up(price_fen=5_000), inputs={"phone": "13812345678"})
    made = submitted(bought)
    assert ClaimOrder.objects.get(claim=row(made)).codes == ["nothing_used"]
    assert ship(bought, value_fen=5_000) == NotDelivered("held")
    Order.objects.filter(no=bought.no).update(
        state="delivered", delivered_value_fen=5_000, delivered_at=ClockNow()
    )
    officer = an_officer()
    assert take_claim(no=made.no, officer=officer) is None
    assert "nothing_used" not in ClaimOrder.objects.get(claim=row(made)).codes
    assert approve(made, [bought], 100, officer) is None
    before = balance(account_id=bought.buyer)
    sweep_after(seconds=11)
    assert balance(account_id=bought.buyer) == before + 5_000
    assert breaches() == []


def test_it_does_not_count_as_a_refund_where_the_policy_counts_them() -> None:
    buyer = a_buyer(money_fen=200_000)
    bought, other = seen(buyer=buyer), delivered(buyer=buyer)
    approved(bought, share=100)
    sweep_after(seconds=11)
    ground = ground_by_buyer(buyer_id=buyer, order_no=other.no)
    assert ground is not None and ground.buyer.refunds_30d == 0
