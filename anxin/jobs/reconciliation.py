"""Every five minutes: bills that are due are fetched and held against our books.

Bills of a day fall due at ten o'clock of the next; what could not be had falls due again.
"""

from procrastinate.contrib.django import app

from anxin import wiring
from anxin.services import reconciliation


@app.periodic(cron="*/5 * * * *")
@app.task(name="reconcile_due", queueing_lock="reconcile_due", pass_context=False)
def reconcile_due(timestamp: int = 0) -> None:
    """Reconcile the days that are due."""
    reconciliation.reconcile_due(sources=wiring.bill_sources(), outside=wiring.outside())
