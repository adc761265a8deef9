"""Guardians' claims: names are asked about, papers opened in the jail, what is old is erased."""

from procrastinate.contrib.django import app

from anxin import wiring
from anxin.services.minors import due, identity, opening


@app.periodic(cron="* * * * * */5")
@app.task(name="check_minors", queueing_lock="check_minors")
def check_minors(timestamp: int = 0) -> None:
    """Ask the real-name provider about guardians and minors."""
    identity.check_minors(outside=wiring.outside(), vault=wiring.minors_vault())


@app.periodic(cron="* * * * * */5")
@app.task(name="open_papers", queue="evidence", queueing_lock="open_papers")
def open_papers(timestamp: int = 0) -> None:
    """Open the papers that wait. Nothing on them is read."""
    opening.open_papers(vault=wiring.minors_vault(), unpacker=wiring.unpacker())


@app.periodic(cron="41 4 * * *")
@app.task(name="purge_minors", queueing_lock="purge_minors", pass_context=False)
def purge_minors(timestamp: int = 0) -> None:
    """Erase what was said and shown of claims closed three years ago."""
    due.purge_minors(vault=wiring.minors_vault())
