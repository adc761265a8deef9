"""Every two seconds, and when there is something: issuers lock cards and tell their status."""

from procrastinate.contrib.django import app

from anxin import wiring
from anxin.services import issuer
from anxin.services.aftersale import asking
from anxin.services.aftersale.turns import renewing


@app.periodic(cron="* * * * * */2")
@app.task(name="lock_cards", queueing_lock="lock_cards")
def lock_cards(timestamp: int = 0) -> None:
    """Lock and unlock cards, let go the refunds that waited for it, have cards renewed."""
    issuer.lock_cards(outside=wiring.outside())
    renewing.renew_cards(outside=wiring.outside())


@app.periodic(cron="* * * * * */2")
@app.task(name="ask_issuers", queueing_lock="ask_issuers")
def ask_issuers(timestamp: int = 0) -> None:
    """Ask issuers about the cards of cases that wait for their word."""
    asking.ask_issuers(outside=wiring.outside())
