"""Queues: a reviewer takes a case, and while it is held nobody else decides it."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from anxin.services.aftersale.moving import NotDecided, Reviewer, is_asked
from anxin.services.aftersale.review import refused_to
from anxin.services.aftersale.submit import GroundKeepsMoving
from anxin.services.aftersale.turns.arbitration import open_arbitration
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.ground import ground_by_case
from anxin.storage.aftersale.queries import Reader
from anxin.storage.statement import run

HELD_FOR = timedelta(minutes=30)
"""How long a case is somebody's; one who goes home does not keep it from the others."""

AT_ONCE = 5
"""How many cases a reviewer may hold, so that the load is shared."""

CLAIM = """
UPDATE anxin_aftersale_case c
   SET claimed_by_id = %(reviewer)s::uuid, claimed_until = clock_now() + %(held_for)s::interval
 WHERE c.no = %(no)s::text AND c.buyer_id <> %(reviewer)s::uuid AND c.verdict IS NULL
   AND c.state = %(state)s::text AND c.tier IS NOT DISTINCT FROM %(tier)s::text
   AND c.edits = %(edits)s::int
   AND (c.claimed_by_id = %(reviewer)s::uuid OR c.claimed_by_id IS NULL
        OR c.claimed_until <= clock_now())
RETURNING c.state
"""
"""Taken as it was read when it was found to be this person's to decide, or not at all."""

RELEASE = """
UPDATE anxin_aftersale_case SET claimed_by_id = NULL, claimed_until = NULL
 WHERE no = %(no)s::text AND claimed_by_id = %(reviewer)s::uuid RETURNING id
"""
ALONE = "SELECT id FROM anxin_account_account WHERE id = %(reviewer)s::uuid FOR NO KEY UPDATE"
"""One reviewer's windows take turns, so that they do not hold more together than each may."""

HELD = """
SELECT count(*)::int AS held FROM anxin_aftersale_case
 WHERE claimed_by_id = %(reviewer)s::uuid AND claimed_until > clock_now()
   AND state IN ('platform_review', 'appealed', 'arbitration') AND stopped_at IS NULL
"""
"""What waits for its buyer takes nobody's place."""


@transaction.atomic
def claim_case(*, no: str, reviewer: Reviewer) -> NotDecided | None:
    """Take a case for half an hour, or hold it longer; an appeal is opened by it.

    Only what this person may decide and nobody has decided: a verdict that waits is left alone.
    """
    ground = ground_by_case(case_no=no)
    case = queries.case(no=no) if ground else None
    if case is None or ground is None:
        return NotDecided("not_found")
    refused = refused_to(case, ground, reviewer)
    if refused or case.verdict:
        return refused or NotDecided("verdict_pending")
    run(ALONE, {"reviewer": reviewer.account_id})
    mine = case.claimer and case.claimed_by == reviewer.account_id
    if not mine and run(HELD, {"reviewer": reviewer.account_id})[0].held >= AT_ONCE:
        return NotDecided("too_many_held")
    if case.state == "appealed":
        refused = open_arbitration(no=no, reviewer=reviewer)
        if refused:
            return refused
    values = {"no": no, "reviewer": reviewer.account_id, "held_for": HELD_FOR, "tier": case.tier,
              "state": "arbitration" if case.state == "appealed" else case.state,
              "edits": case.edits}  # fmt: skip
    return None if run(CLAIM, values) else NotDecided("claimed")


def release_case(*, no: str, reviewer: Reviewer) -> NotDecided | None:
    """Give a case back to its queue."""
    released = run(RELEASE, {"no": no, "reviewer": reviewer.account_id})
    return None if released else NotDecided("not_held")


def take_next(*, queue: str, reviewer: Reviewer) -> str | NotDecided:
    """Take the case of a queue that is due first and that nobody holds; return its number.

    Of what this person may decide: not their own, nor what waits for a buyer or a signature. One
    that does not stand still is left for the next time.
    """
    for case in queries.list_queue(queue=queue, reader=Reader(reviewer.account_id, reviewer.role)):
        waits = case.state == "needs_evidence" or is_asked(case)
        if waits or case.claimer or case.verdict:
            continue
        try:
            refused = claim_case(no=case.no, reviewer=reviewer)
        except GroundKeepsMoving:
            continue
        if refused is None:
            return case.no
        if refused.code == "too_many_held":
            return refused
    return NotDecided("queue_empty")
