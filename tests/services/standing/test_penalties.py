"""A penalty from its proposal to its end: heard, confirmed by another, appealed, undone."""

from __future__ import annotations

from uuid import uuid4

import pytest

from anxin import wiring
from anxin.services.standing.deciding import drop_penalty, end_step, protect_buyers
from anxin.services.standing.walking import NotPenalised
from anxin.storage.merchant.models import Member
from anxin.storage.standing.models import Penalty, PenaltyEvent
from tests.factories.account import an_account
from tests.factories.catalog import a_product
from tests.factories.clock import sweep_after
from tests.factories.merchant import a_merchant
from tests.factories.settlement import a_deposit
from tests.factories.standing import (
    ANSWER,
    appeal,
    confirm,
    confirmed,
    decider,
    heard,
    judge,
    lift,
    propose,
    proposed,
    say,
)

pytestmark = pytest.mark.django_db


def state_of(penalty: Penalty) -> str:
    """The state as the database has it now."""
    penalty.refresh_from_db()
    return penalty.state


def told(penalty: Penalty) -> list[str]:
    """The kinds of everything that happened, oldest first."""
    events = PenaltyEvent.objects.filter(penalty=penalty).order_by("seq")
    return list(events.values_list("kind", flat=True))


def test_a_proposal_waits_for_the_merchant_and_for_nobody_else() -> None:
    penalty = proposed(shop=a_merchant())
    assert penalty.state == "proposed"
    assert confirm(penalty) == NotPenalised("not_heard_yet")
    assert state_of(penalty) == "proposed"


def test_a_form_sent_twice_is_one_proposal_and_with_other_words_none() -> None:
    shop, key = a_merchant(), uuid4()
    operator = an_account(role="operator").id
    one, two = (propose(shop=shop, by=operator, form_key=key) for _ in range(2))
    assert one == two
    assert Penalty.objects.filter(merchant_id=shop.id).count() == 1
    other = propose(shop=shop, by=operator, form_key=key, why="另外的事实和理由，写得也够长")
    assert other == NotPenalised("form_reused")


def test_nobody_penalises_a_shop_of_his_own() -> None:
    shop = a_merchant()
    operator = an_account(role="operator").id
    Member.objects.create(merchant_id=shop.id, account_id=operator)
    assert propose(shop=shop, by=operator) == NotPenalised("own_merchant")
    penalty = heard(shop=shop)
    assert confirm(penalty, who=operator, role="operator") == NotPenalised("own_merchant")


def test_a_product_of_another_shop_cannot_be_delisted() -> None:
    answer = propose(shop=a_merchant(), kind="delist", product_no=a_product().no)
    assert answer == NotPenalised("product_missing")


def test_an_answer_ends_the_hearing_and_the_same_words_again_change_nothing() -> None:
    shop = a_merchant()
    penalty = proposed(shop=shop)
    assert [say(penalty, shop) for _ in range(2)] == [None, None]
    assert state_of(penalty) == "heard"
    assert told(penalty) == ["penalty_proposed", "merchant_heard"]
    assert say(penalty, shop, "补充：全部买家都已收到新卡") is None
    assert state_of(penalty) == "heard"
    assert told(penalty)[-1] == "merchant_heard"


def test_another_shop_can_neither_answer_nor_appeal() -> None:
    penalty, other = proposed(shop=a_merchant()), a_merchant()
    assert say(penalty, other) == NotPenalised("not_found")
    assert appeal(penalty, other) == NotPenalised("not_found")


def test_somebody_who_is_no_member_cannot_speak_for_the_shop() -> None:
    shop = a_merchant()
    penalty = proposed(shop=shop)
    stranger = type(shop)(shop.id, an_account(role="merchant").id)
    assert say(penalty, stranger) == NotPenalised("not_found")


def test_the_proposer_does_not_confirm_his_own_proposal() -> None:
    shop, operator = a_merchant(), an_account(role="operator").id
    penalty = heard(shop=shop, by=operator)
    assert confirm(penalty, who=operator, role="operator") == NotPenalised("same_person")
    assert confirm(penalty) is None
    assert state_of(penalty) == "in_force"


@pytest.mark.parametrize("role", ["agent", "senior", "finance", "auditor", "merchant", "buyer"])
def test_others_do_not_confirm(role: str) -> None:
    penalty = heard(shop=a_merchant())
    assert confirm(penalty, role=role) == NotPenalised("not_found")


def test_what_the_merchant_added_meanwhile_is_read_before_anybody_decides() -> None:
    shop = a_merchant()
    penalty = heard(shop=shop)
    before = decider(penalty)
    assert say(penalty, shop, "补充：全部买家都已收到新卡") is None
    refused = drop_penalty(no=penalty.no, decider=before, outside=wiring.outside())
    assert refused == NotPenalised("moved")


def test_silence_of_the_merchant_leaves_the_decision_to_what_is_there() -> None:
    shop = a_merchant()
    penalty = proposed(shop=shop)
    sweep_after(days=6)
    assert state_of(penalty) == "unheard"
    assert say(penalty, shop) is None, "words are read until somebody decides"
    assert state_of(penalty) == "unheard"
    assert confirm(penalty) is None
    assert state_of(penalty) == "in_force"


def test_silence_of_the_platform_ends_the_proposal() -> None:
    penalty = heard(shop=a_merchant())
    sweep_after(days=8)
    assert state_of(penalty) == "dropped"
    assert penalty.closed_at is not None and penalty.due_at is None
    assert PenaltyEvent.objects.get(penalty=penalty, seq=3).data == {"deadline": True}


def test_a_step_that_is_not_due_is_not_ended() -> None:
    penalty = proposed(shop=a_merchant())
    assert not end_step(no=penalty.no, outside=wiring.outside())
    assert state_of(penalty) == "proposed"


def test_a_warning_and_a_suspension_end_by_themselves() -> None:
    warning, suspension = confirmed(shop=a_merchant()), confirmed(shop=a_merchant(), kind="suspend")
    sweep_after(days=8)
    assert (state_of(warning), state_of(suspension)) == ("in_force", "lifted")
    sweep_after(days=91)
    assert state_of(warning) == "lifted"
    assert told(warning)[-1] == "penalty_ended"


def test_expulsion_waits_until_the_merchant_can_appeal_no_more() -> None:
    penalty = confirmed(shop=a_merchant(), kind="expel")
    assert (penalty.state, penalty.restrains, penalty.in_force_at) == ("confirmed", True, None)
    sweep_after(days=8)
    assert state_of(penalty) == "in_force"
    assert penalty.in_force_at is not None


def test_an_appeal_is_judged_by_somebody_who_had_no_part_in_it() -> None:
    shop, operator, supervisor = a_merchant(), an_account(role="operator").id, an_account(
        role="supervisor"
    ).id  # fmt: skip
    penalty = heard(shop=shop, by=operator)
    assert confirm(penalty, who=supervisor) is None
    assert appeal(penalty, shop) is None
    assert state_of(penalty) == "appealed"
    for one, role in ((operator, "operator"), (supervisor, "supervisor")):
        assert judge(penalty, upheld=True, who=one, role=role) == NotPenalised("same_person")
    assert judge(penalty, upheld=True) is None
    assert state_of(penalty) == "upheld"
    assert appeal(penalty, shop) == NotPenalised("moved"), "there is no second appeal"
    assert state_of(penalty) == "upheld"


def test_an_appeal_that_nobody_judges_in_time_succeeds() -> None:
    shop = a_merchant()
    penalty = confirmed(shop=shop)
    assert appeal(penalty, shop) is None
    sweep_after(days=6)
    assert state_of(penalty) == "overturned"


def test_after_a_week_there_is_no_appeal() -> None:
    shop = a_merchant()
    penalty = confirmed(shop=shop)
    sweep_after(days=8)
    assert appeal(penalty, shop) == NotPenalised("too_late")


def test_lifting_takes_another_hand_than_confirming() -> None:
    shop, supervisor = a_merchant(), an_account(role="supervisor").id
    penalty = heard(shop=shop)
    assert confirm(penalty, who=supervisor) is None
    assert lift(penalty, who=supervisor) == NotPenalised("same_person")
    assert lift(penalty) is None
    assert state_of(penalty) == "lifted"
    assert lift(penalty) == NotPenalised("moved")


def test_everything_that_happened_is_kept_with_who_and_which_words() -> None:
    shop = a_merchant()
    penalty = confirmed(shop=shop, kind="suspend")
    assert appeal(penalty, shop) is None
    assert judge(penalty, upheld=False) is None
    events = PenaltyEvent.objects.filter(penalty=penalty).order_by("seq")
    assert [(event.kind, event.states) for event in events] == [
        ("penalty_proposed", ["proposed"]),
        ("merchant_heard", ["proposed", "heard"]),
        ("penalty_confirmed", ["heard", "confirmed", "in_force"]),
        ("penalty_appealed", ["in_force", "appealed"]),
        ("penalty_overturned", ["appealed", "overturned"]),
    ]
    assert [event.role for event in events] == [
        "operator", "merchant", "supervisor", "merchant", "senior",
    ]  # fmt: skip
    assert events[1].said == ANSWER
    assert all(event.actor for event in events)


def test_buyers_are_protected_by_a_person_and_only_until_the_deadline() -> None:
    goods = a_product()
    penalty = proposed(shop=goods.shop, goods=goods)
    assert not penalty.restrains
    protect_buyers(no=penalty.no, decider=decider(penalty), outside=wiring.outside())
    penalty.refresh_from_db()
    assert (penalty.state, penalty.restrains) == ("proposed", True)
    sweep_after(days=6)
    assert state_of(penalty) == "unheard"
    assert penalty.restrains
    sweep_after(days=14)
    assert state_of(penalty) == "dropped"
    assert not penalty.restrains


def test_a_low_score_is_no_reason_to_stop_a_shop_before_it_is_heard() -> None:
    answer = propose(shop=a_merchant(), kind="suspend", basis="score_low", protective=True)
    assert answer == NotPenalised("not_protective")
    penalty = proposed(shop=a_merchant(), kind="suspend", basis="score_low")
    refused = protect_buyers(no=penalty.no, decider=decider(penalty), outside=wiring.outside())
    assert refused == NotPenalised("not_protective")


def test_an_appealed_deduction_takes_nothing_until_it_is_upheld() -> None:
    shop = a_merchant()
    a_deposit(merchant_id=shop.id, amount_fen=10_000)
    penalty = confirmed(shop=shop, kind="deduction")
    assert appeal(penalty, shop) is None
    penalty.refresh_from_db()
    assert penalty.taken_fen == 0
    assert judge(penalty, upheld=True) is None
    penalty.refresh_from_db()
    assert penalty.taken_fen == 4_000
