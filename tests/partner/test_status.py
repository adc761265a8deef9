"""The issuer's word as a fact: waited for, stored with its time, and decided upon."""

from __future__ import annotations

from uuid import uuid4

import pytest

from anxin.services.order.view import NotShown
from anxin.storage.aftersale.models import CardFact, Case
from anxin.storage.card.models import Card
from anxin.storage.ledger.queries import breaches
from anxin.storage.order.models import OrderEvent
from tests.factories.evidence import a_piece
from tests.factories.order import Bought, view
from tests.partner.counter import HELD_S
from tests.partner.shop import Shop, cards, kinds, money, state
from tests.sandbox.partner import new_cards, new_number, use

PRICE = 9_800


def decided(shop: Shop, bought: Bought, **form: object) -> Case:
    """Ask for a refund, have the issuer asked, and its cards locked where it comes to that."""
    case = shop.asked(bought, **form)
    assert (case.state, case.waits_for) == ("submitted", "issuer_status")
    assert shop.ask_issuers() == 1
    shop.lock()
    case.refresh_from_db()
    return case


def seen(shop: Shop, *, units: int = 1, known: tuple[str, ...] = ()) -> Bought:
    """An order all of whose cards the buyer has looked at."""
    goods = shop.cards_on_sale(count=units, known=known)
    bought = shop.sold(units=units, goods=goods)
    view(bought)
    return bought


def test_a_card_that_was_seen_and_not_used_is_refunded_by_its_issuers_word(shop: Shop) -> None:
    """Without an issuer it would be refused: it was seen."""
    bought = seen(shop)
    before = money(bought)
    case = decided(shop, bought, reason="unwanted")
    assert (case.state, case.clause, case.refund_fen) == ("refunded", "unused_card", 9_310)
    assert money(bought) == before + 9_310
    assert cards(bought) == [("burned", "locked")]
    assert breaches() == []


def test_a_card_that_was_used_is_refused_and_says_why(shop: Shop) -> None:
    bought = seen(shop)
    use(shop.sandbox, shop.secrets_of(bought)[0])
    before = money(bought)
    case = decided(shop, bought, reason="unwanted")
    assert (case.state, case.code, money(bought)) == ("rejected", "already_used", before)
    assert cards(bought) == [("sold", "none")]


def test_a_card_that_somebody_used_before_it_was_delivered_is_invalid(shop: Shop) -> None:
    goods = shop.cards_on_sale(count=1, price_fen=1_900)
    use(shop.sandbox, shop.secrets[goods.no][0])
    shop.pass_time(seconds=60)
    bought = shop.sold(goods=goods)
    view(bought)
    before = money(bought)
    case = decided(shop, bought, reason="card_invalid")
    assert (case.state, case.cause, case.fee_fen) == ("refunded", "merchant", 0)
    assert money(bought) == before + 1_900
    assert cards(bought) == [("burned", "used")]


def test_the_word_is_a_row_with_its_time_and_the_orders_version_tells_of_it(shop: Shop) -> None:
    bought = seen(shop)
    case = shop.asked(bought, reason="unwanted")
    version = bought.row.version
    shop.ask_issuers()
    fact = CardFact.objects.get(case=case)
    assert (fact.status, fact.used_at) == ("unused", None)
    assert fact.at >= case.submitted_at
    told = OrderEvent.objects.get(order__no=bought.no, kind="issuer_answered")
    assert (told.seq, told.data["statuses"]) == (version + 1, ["unused"])
    facts = OrderEvent.objects.get(order__no=bought.no, kind="case_decided").data["facts"]
    assert facts["request"]["issuer_status"] == "unused"


def test_while_a_request_waits_no_secret_is_shown(shop: Shop) -> None:
    bought = seen(shop)
    shop.asked(bought, reason="unwanted")
    assert view(bought) == NotShown("case_open")


def test_a_request_that_no_word_could_change_waits_for_none(shop: Shop) -> None:
    bought = seen(shop)
    case = shop.asked(bought, reason="system_duplicate")
    assert (case.state, case.waits_for) == ("needs_evidence", "")


@pytest.mark.parametrize("kind", ["timeout_before_commit", "bad_signature"])
def test_an_issuer_that_says_nothing_in_time_leaves_its_word_unknown(shop: Shop, kind: str) -> None:
    shop.hasten()
    bought = seen(shop)
    held = {"seconds": HELD_S} if kind.startswith("timeout") else {}
    shop.sandbox.switch(kind, on="issuer.status", **held)
    case = shop.asked(bought, reason="unwanted")
    shop.ask_issuers()
    assert state(case) == "submitted"
    shop.pass_time(seconds=31)
    shop.sweep()
    case.refresh_from_db()
    assert (case.state, case.code, case.waits_for) == ("rejected", "was_viewed", "")
    assert "issuer_answered" not in kinds(bought)


def test_an_issuer_is_asked_again_within_the_time_there_is(shop: Shop) -> None:
    bought = seen(shop)
    shop.sandbox.switch("bad_signature", on="issuer.status", count=2)
    case = shop.asked(bought, reason="unwanted")
    for _ in range(3):
        shop.ask_issuers()
        shop.pass_time(seconds=8)
    shop.lock()
    assert state(case) == "refunded"


def test_a_worker_that_dies_before_deciding_leaves_it_to_the_sweep(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    bought = seen(shop)
    case = shop.asked(bought, reason="unwanted")
    with monkeypatch.context() as dying:
        dying.setattr("anxin.services.aftersale.asking.decide_again", lambda **_: None)
        shop.ask_issuers()
    assert state(case) == "submitted"
    shop.sweep()
    shop.lock()
    assert state(case) == "refunded"


def test_of_different_cards_those_are_refunded_that_the_reason_speaks_of(shop: Shop) -> None:
    bought = seen(shop, units=3)
    use(shop.sandbox, shop.secrets_of(bought)[1])
    case = decided(shop, bought, reason="unwanted")
    assert (case.state, case.units) == ("refunded", 2)
    assert cards(bought) == [("burned", "locked"), ("sold", "none"), ("burned", "locked")]
    assert bought.row.refunded_units == 2


def test_an_invalid_card_among_good_ones_is_refunded_as_invalid(shop: Shop) -> None:
    known = (*new_cards(shop.sandbox, count=2), f"NOT-{new_number()}")
    bought = seen(shop, units=3, known=known)
    case = decided(shop, bought, reason="card_invalid")
    wrong = shop.secrets_of(bought).index(known[2])
    assert (case.state, case.units, case.cause) == ("refunded", 1, "merchant")
    assert cards(bought)[wrong] == ("burned", "gone")
    assert cards(bought).count(("sold", "none")) == 2


def test_a_fault_of_cards_that_all_work_or_are_used_asks_for_evidence(shop: Shop) -> None:
    """Nobody can tell which card is meant, so no word of the issuer decides it."""
    bought = seen(shop, units=2)
    use(shop.sandbox, shop.secrets_of(bought)[0])
    case = decided(shop, bought, reason="card_invalid")
    assert case.state == "needs_evidence"
    assert Card.objects.filter(ordercard__order__no=bought.no).exclude(lock="none").count() == 0


def test_where_nobody_can_tell_which_card_is_meant_its_merchant_is_heard(shop: Shop) -> None:
    """Small, shown, and of good credit: paid by itself, did the issuer not say different things."""
    goods = shop.cards_on_sale(count=2, price_fen=900)
    bought = shop.sold(units=2, goods=goods)
    view(bought)
    a_piece(bought, verdict="consistent")
    use(shop.sandbox, shop.secrets_of(bought)[0])
    before = money(bought)
    case = decided(shop, bought, reason="card_invalid")
    assert (case.state, case.cause, case.tier) == ("merchant_turn", "merchant", "first_line")
    assert case.due_at is not None and case.decide_by is not None
    assert case.submitted_at < case.due_at < case.decide_by
    shop.pass_time(seconds=(case.due_at - case.submitted_at).total_seconds() + 60)
    shop.sweep()
    shop.lock()
    assert (state(case), money(bought)) == ("refunded", before + 1_800), "silence agrees"
    assert breaches() == []


def test_a_form_sent_twice_while_it_waits_is_one_case(shop: Shop) -> None:
    bought = seen(shop)
    key = uuid4()
    first, again = (shop.asked(bought, reason="unwanted", form_key=key) for _ in range(2))
    assert first.id == again.id
    assert Case.objects.filter(order__no=bought.no).count() == 1
