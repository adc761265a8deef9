"""Every two seconds, and as soon as there is something: what concerns many orders at once.

Batches of buyers that were not submitted to the end, and recalls that somebody has released.
"""

from procrastinate.contrib.django import app

from anxin import wiring
from anxin.services.bulk.batch import finish_batches
from anxin.services.bulk.recall import run_recalls_in_turn


@app.periodic(cron="* * * * * */2")
@app.task(name="work_in_bulk", queueing_lock="work_in_bulk")
def work_in_bulk(timestamp: int = 0) -> None:
    """Go on with batches and recalls."""
    finish_batches(outside=wiring.outside())
    run_recalls_in_turn()
