"""A guardian's claim pays the way the money came, whatever the buyer's own request says."""

from __future__ import annotations

from anxin import wiring
from anxin.services.minors.paying import pay_claim
from anxin.storage.aftersale.models import Case
from anxin.storage.ledger.queries import balance, breaches
from tests.channel.test_taken_back_meanwhile import delivered_by_channel
from tests.channel.till import Till, refunds_of
from tests.factories.aftersale import case_after
from tests.factories.minors import approved, row
from tests.factories.order import Bought

PRICE_FEN = 60_000


def wanted_in_the_wallet(till: Till) -> tuple[Bought, Case]:
    """An order that a card paid, whose buyer asked for all of it in the wallet."""
    bought = delivered_by_channel(till, price_fen=PRICE_FEN)
    case = case_after(bought, reason="unwanted", destination="wallet")
    assert (case.state, case.destination) == ("platform_review", "wallet")
    return bought, case


def test_a_request_for_the_wallet_that_a_claim_takes_over_goes_back_to_the_card(
    till: Till,
) -> None:
    bought, case = wanted_in_the_wallet(till)
    made, _ = approved(bought, share=100)
    before = balance(account_id=bought.buyer)
    assert pay_claim(no=made.no, outside=wiring.outside())
    till.send_until_done()
    case.refresh_from_db()
    [refund] = refunds_of(bought)
    assert (case.state, case.destination) == ("refunded", "original")
    assert (refund.destination, refund.refund_fen) == ("original", PRICE_FEN)
    assert balance(account_id=bought.buyer) == before
    assert row(made).state == "decided" and breaches() == []
