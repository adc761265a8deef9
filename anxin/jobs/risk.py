"""Every few seconds: accounts to which something happened are assessed, identities asked about."""

from procrastinate.contrib.django import app

from anxin import wiring
from anxin.services.risk.identity import check_identities as check
from anxin.services.risk.marks import forget_marks
from anxin.services.risk.watching import assess_due, enrol_buyers, watch_orders


@app.periodic(cron="* * * * * */5")
@app.task(name="assess_accounts", queueing_lock="assess_accounts")
def assess_accounts(timestamp: int = 0) -> None:
    """Find whom something happened to and assess whoever is due."""
    watch_orders()
    assess_due()


@app.periodic(cron="* * * * * */2")
@app.task(name="check_identities", queueing_lock="check_identities")
def check_identities(timestamp: int = 0) -> None:
    """Ask the real-name provider about the appeals that wait for it."""
    check(outside=wiring.outside())


@app.periodic(cron="17 4 * * *")
@app.task(name="tidy_risk", queueing_lock="tidy_risk", pass_context=False)
def tidy_risk(timestamp: int) -> None:
    """Once a night: old marks are forgotten, quiet buyers get their first assessment."""
    forget_marks()
    enrol_buyers()
