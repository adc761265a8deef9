"""Every two seconds, and as soon as there is something: top-ups are ordered and asked about."""

from procrastinate.contrib.django import app

from anxin import wiring
from anxin.services import supplier


@app.periodic(cron="* * * * * */2")
@app.task(name="deliver_top_ups", queueing_lock="deliver_top_ups")
def deliver_top_ups(timestamp: int = 0) -> None:
    """Order, ask about or call off the top-ups that are due."""
    supplier.deliver_top_ups(outside=wiring.outside())
