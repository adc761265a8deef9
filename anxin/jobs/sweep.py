"""Every second: what is due is done. Every minute: coupons end, late refunds are noted."""

from procrastinate.contrib.django import app

from anxin import wiring
from anxin.services.gift import expire_coupons
from anxin.services.refund import note_late_refunds
from anxin.services.sweep import sweep_due


@app.periodic(cron="* * * * * *")
@app.task(name="sweep_due", queueing_lock="sweep_due", pass_context=False)
def sweep(timestamp: int) -> None:
    """Deal with orders and cases whose deadline has passed."""
    sweep_due(outside=wiring.outside())


@app.periodic(cron="* * * * *")
@app.task(name="tidy_up", queueing_lock="tidy_up", pass_context=False)
def tidy_up(timestamp: int) -> None:
    """Book expired coupons off and tell finance of refunds that take too long."""
    expire_coupons()
    note_late_refunds()
