"""One row: by how much this site's time is ahead of the database's (tests and demos only)."""

from django.db import models


class Clock(models.Model):
    """The offset that `clock_now()` adds to `now()`; no row, no offset."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    ahead = models.DurationField()

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="clock_has_one_row"),)
