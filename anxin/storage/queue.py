"""Jobs queued by the name of their task, inside the caller's transaction."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


def defer(*, task: str, queue: str = "default") -> None:
    """Queue a task once: one that waits already will see what is new as well.

    Queued on Django's own connection, the job commits or vanishes with the rows it is about.
    Nothing is lost with it either: the sweep finds what is due. The savepoint keeps the refused
    second job from taking the caller's rows with it: PostgreSQL ends a transaction at any error.
    """
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(task, queueing_lock=task, queue=queue).defer()
