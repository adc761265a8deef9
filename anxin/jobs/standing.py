"""Every hour: merchants that have no score of today get one, and the rules propose what they find.

Once a day by its effect: asked every hour so that a night without a worker is made up for.
"""

from procrastinate.contrib.django import app

from anxin import wiring
from anxin.services.standing import measuring


@app.periodic(cron="23 * * * *")
@app.task(name="measure_standing", queueing_lock="measure_standing", pass_context=False)
def measure_standing(timestamp: int = 0) -> None:
    """Score every merchant once a day, then propose by the rules."""
    measuring.measure_standing(outside=wiring.outside())
    measuring.propose_by_rules(outside=wiring.outside())
