"""Buyers' payouts: the names on their cards are asked about."""

from procrastinate.contrib.django import app

from anxin import wiring
from anxin.services.wallet_payout import check_payees as check


@app.periodic(cron="* * * * * */5")
@app.task(name="check_payees", queueing_lock="check_payees")
def check_payees(timestamp: int = 0) -> None:
    """Ask the real-name provider whether a card's owner is who he says."""
    check(outside=wiring.outside())
