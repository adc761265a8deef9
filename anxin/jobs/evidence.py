"""As soon as there is something, and every two seconds: evidence is read, in processes of its own.

These are the only jobs of the queue `evidence`: each of its workers is warm with a reader of half
a gigabyte, and nicer than anybody else (docs/guides/operator.md).
"""

from procrastinate.contrib.django import app

from anxin import wiring
from anxin.services import evidence


@app.periodic(cron="* * * * * */2")
@app.task(name="read_evidence", queue="evidence", queueing_lock="read_evidence")
def read_evidence(timestamp: int = 0) -> None:
    """Read the pieces that wait."""
    evidence.read_pieces(outside=wiring.outside(), tools=wiring.evidence_tools())


@app.periodic(cron="17 4 * * *")
@app.task(name="purge_evidence", queueing_lock="purge_evidence", pass_context=False)
def purge_evidence(timestamp: int = 0) -> None:
    """Remove the files that no case needs."""
    evidence.purge_files(files=wiring.evidence_files())
