"""Every second: what is due is done."""

from procrastinate.contrib.django import app

from anxin import wiring
from anxin.services.sweep import sweep_due


@app.periodic(cron="* * * * * *")
@app.task(name="sweep_due", queueing_lock="sweep_due", pass_context=False)
def sweep(timestamp: int) -> None:
    """Deal with orders and cases whose deadline has passed."""
    sweep_due(outside=wiring.outside())
