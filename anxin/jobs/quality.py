"""Every hour: what people decided yesterday, or was paid before review, is drawn to be checked.

Once a day by its effect: a sample that has been drawn is the same when it is drawn again.
"""

from procrastinate.contrib.django import app

from anxin.services.quality import drawing
from anxin.services.quality.instants import draw_instants


@app.periodic(cron="13 * * * *")
@app.task(name="draw_checks", queueing_lock="draw_checks", pass_context=False)
def draw_checks(timestamp: int = 0) -> None:
    """Draw the samples."""
    drawing.draw_checks()
    draw_instants()
