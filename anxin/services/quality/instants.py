"""Refunds that a buyer's credit paid before review are looked at by sample afterwards (极速退款).

Drawn like people's decisions, as those of one more reviewer. What is found never takes the money
back: all that can follow is an abuse that a person records, which the buyer can appeal against.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction

from anxin.domain.calendar import WorkingDay, is_worked
from anxin.domain.people import SENIOR_REVIEWERS
from anxin.domain.quality import (
    CATCH_UP_DAYS,
    CHECK_DAYS,
    LEAST_OF_EACH,
    NOTE_CHARACTERS,
    SHARE_PER_CENT,
    Concerned,
    barred_from,
)
from anxin.services.risk.restricting import RESTRICTING, Officer, record_abuse
from anxin.storage.merchant.models import Member
from anxin.storage.order.models import Order
from anxin.storage.quality.instants import InstantRow, instant
from anxin.storage.statement import run

CHINA: Final = ZoneInfo("Asia/Shanghai")
JUDGES: Final = SENIOR_REVIEWERS & RESTRICTING
"""Roles that say what follows from a doubt: those that look and may record an abuse."""

DRAW: Final = """
WITH today AS (SELECT (clock_now() AT TIME ZONE 'Asia/Shanghai')::date AS day),
paid AS (
  SELECT c.id, (c.decided_at AT TIME ZONE 'Asia/Shanghai')::date AS day
    FROM anxin_aftersale_case c, today
   WHERE c.outcome = 'instant'
     AND c.decided_at >= (today.day - %(catch_up)s::int)::timestamp AT TIME ZONE 'Asia/Shanghai'
     AND c.decided_at < today.day::timestamp AT TIME ZONE 'Asia/Shanghai'
     AND EXISTS (SELECT 1 FROM anxin_order_orderevent e
                  WHERE e.order_id = c.order_id AND e.kind = 'case_decided'
                    AND e.data ->> 'case' = c.no AND e.data ->> 'outcome' = 'instant')
),
lots AS (
  SELECT p.*, ('x' || left(encode(sha256(convert_to(id || ':' || day, 'UTF8')), 'hex'), 8)
              )::bit(32)::bigint AS lot
    FROM paid p
),
ranked AS (SELECT l.*, row_number() OVER (PARTITION BY day ORDER BY lot, id) AS place FROM lots l)
INSERT INTO anxin_quality_instantlook (case_id, no, due_at)
SELECT id, left(encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())),
                       'hex'), 32), clock_now() + make_interval(days => %(due)s::int)
  FROM ranked WHERE place <= %(least)s::int OR lot % 100 < %(share)s::int
 ORDER BY id
    ON CONFLICT (case_id) DO NOTHING
RETURNING no
"""
LOOK: Final = """
UPDATE anxin_quality_instantlook
   SET state = CASE WHEN %(fine)s::bool THEN 'right' ELSE 'doubted' END, said = %(said)s::text,
       looked_by_id = %(by)s::uuid, looked_at = clock_now(), pressed = 0,
       due_at = CASE WHEN NOT %(fine)s::bool
                     THEN clock_now() + make_interval(days => %(days)s::int) END
 WHERE no = %(no)s::text AND state = 'waiting' RETURNING no
"""
JUDGE: Final = """
UPDATE anxin_quality_instantlook
   SET state = CASE WHEN %(abuse)s::bool THEN 'abuse' ELSE 'let_be' END,
       judged_said = %(said)s::text, judged_by_id = %(by)s::uuid, judged_at = clock_now(),
       due_at = NULL
 WHERE no = %(no)s::text AND state = 'doubted' RETURNING no
"""
PRESS: Final = """
UPDATE anxin_quality_instantlook
   SET pressed = pressed + %(works)s::bool::int, due_at = clock_now() + interval '1 day'
 WHERE no = %(no)s::text AND due_at <= clock_now() RETURNING no
"""


@dataclass(frozen=True, slots=True)
class NotLooked:
    """Nothing was saved; `code` says why."""

    code: str


def draw_instants() -> int:
    """Draw of yesterday's refunds that were paid before review; return how many were drawn.

    Drawn again it is the same sample, and days that were missed are made up for.
    """
    values = {"catch_up": CATCH_UP_DAYS, "least": LEAST_OF_EACH, "share": SHARE_PER_CENT}
    return len(run(DRAW, {**values, "due": CHECK_DAYS}))


def look_at_instant(*, no: str, by: Officer, fine: bool, said: str) -> NotLooked | None:
    """Say whether a refund was rightly paid unseen, else in words what a review would have found.

    Of two at once one counts.
    """
    refused = _refused(no, by, SENIOR_REVIEWERS)
    if refused or not (fine or said.strip()):
        return NotLooked(refused or "words_missing")
    values = {"no": no, "fine": fine, "said": _words(said), "by": by.account_id}
    return None if run(LOOK, {**values, "days": CHECK_DAYS}) else NotLooked("looked_at_already")


@transaction.atomic
def judge_instant(*, no: str, by: Officer, abuse: str, said: str) -> NotLooked | None:
    """Say what follows from a doubt: an `abuse` of that kind is recorded of the buyer, or nothing.

    The refund stays paid either way.
    """
    refused = _refused(no, by, JUDGES)
    if refused or not said.strip():
        return NotLooked(refused or "words_missing")
    values = {"no": no, "abuse": bool(abuse), "said": _words(said), "by": by.account_id}
    if not run(JUDGE, values):
        return NotLooked("judged_already")
    if not abuse:
        return None
    found = instant(no=no)
    assert found is not None
    not_recorded = record_abuse(
        account_id=found.buyer_id,
        kind=abuse,
        basis=_words(said),
        form_key=found.id,
        officer=by,
        order_no=found.order_no,
    )
    if not_recorded:
        transaction.set_rollback(True)
        return NotLooked(not_recorded.code)
    return None


def end_instant_wait(*, no: str, is_working_day: WorkingDay) -> bool:
    """Press one that nobody has looked at in time, on a working day; say whether it was due."""
    (row,) = run("SELECT clock_now() AS now", {})
    works = is_worked(day=row.now.astimezone(CHINA).date(), is_working_day=is_working_day)
    return bool(run(PRESS, {"no": no, "works": works}))


def barred_from_instant(*, found: InstantRow, who: Officer) -> str | None:
    """Return why somebody may not look at a refund: his own, his shop's, or he had a part in it."""
    sold_by = Order.objects.filter(id=found.order_id).values("merchant_id")
    members = Member.objects.filter(merchant_id__in=sold_by).values_list("account_id", flat=True)
    concerned = Concerned(None, found.buyer_id, frozenset(found.deciders), frozenset(members))
    return barred_from(who=who.account_id, role=who.role, concerned=concerned)


def _refused(no: str, by: Officer, roles: frozenset[str]) -> str | None:
    found = instant(no=no)
    if found is None:
        return "not_found"
    return barred_from_instant(found=found, who=by) if by.role in roles else "not_allowed"


def _words(said: str) -> str:
    return said.strip()[:NOTE_CHARACTERS]
