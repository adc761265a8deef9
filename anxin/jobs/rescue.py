"""Every two seconds: jobs whose worker died are queued again (Procrastinate does not by itself)."""

from contextlib import suppress

from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

STALE_SECONDS = 6


@app.periodic(cron="* * * * * */2")
@app.task(name="rescue_stalled_jobs", queueing_lock="rescue_stalled_jobs", pass_context=False)
async def rescue(timestamp: int) -> None:
    """Retry jobs whose worker has not been heard of for six seconds."""
    stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALE_SECONDS)
    for job in stalled:
        # Its worker may have come back and ended the job meanwhile: nothing to rescue then.
        with suppress(ConnectorException):
            await app.job_manager.retry_job(job)
