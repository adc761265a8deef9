"""What a case has been through, read from its order's history, and who is kept from deciding it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from anxin.domain.people import SENIOR_REVIEWERS
from anxin.domain.quality import DECISION_EVENTS, PART_TAKEN
from anxin.storage.aftersale.ground_sql import WITHDREW
from anxin.storage.statement import run

VERDICT_FELL = ("verdict_declined", "signature_missing")
"""Events by which somebody's verdict fell: another person decides the case then."""

_PART: Final = ", ".join(f"'{kind}'" for kind in PART_TAKEN)
_DECISIONS: Final = ", ".join(f"'{kind}'" for kind in DECISION_EVENTS)

TOOK_PART: Final = f"""
SELECT who.id FROM anxin_order_orderevent d
 CROSS JOIN LATERAL (VALUES (d.actor), ((d.data ->> 'signed_by')::uuid)) who (id)
 WHERE d.order_id = c.order_id AND d.data ->> 'case' = c.no AND d.kind IN ({_PART})
   AND who.id IS NOT NULL
"""
"""Who decided, signed, offered, accepted or declined in the case `c`."""

NO_ARBITERS: Final = f"""
{TOOK_PART} AND (d.states[1] IS DISTINCT FROM 'arbitration' OR d.kind IN ({_DECISIONS}))
 UNION ALL SELECT (c.why ->> 'appealed_by')::uuid WHERE c.why ? 'appealed_by'
"""
"""Who decided the case `c`, took part before it was arbitrated, or appealed for its buyer."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Why an account may not decide a case: a member of its shop; a verdict of its own fell; it
    took part before, and so is no arbiter of it."""

    member: bool
    fell: bool
    took_part: bool


@dataclass(frozen=True, slots=True)
class Past:
    """What has happened to a case: opened by law, complained about outside, goods came back wrong.

    `heard`: its merchant had its turn on the request as it is now. `granted`: a return was granted,
    `excused`: and its buyer said that the goods cannot be sent.
    """

    by_law: bool
    complained: bool
    disputed: bool
    heard: bool
    granted: bool
    excused: bool


def bars_of(*, order_id: UUID, case_no: str, merchant_id: UUID, account_id: UUID) -> Bars:
    """Return what keeps an account from deciding a case, beside its tier."""
    [row] = run(
        f"""SELECT EXISTS (SELECT 1 FROM anxin_merchant_member
                           WHERE merchant_id = %(merchant_id)s::uuid
                             AND account_id = %(account_id)s::uuid) AS member,
                  EXISTS (SELECT 1 FROM anxin_order_orderevent
                           WHERE order_id = %(order_id)s::uuid AND kind = ANY(%(fell)s::text[])
                             AND data ->> 'case' = %(case_no)s::text
                             AND data ->> 'first' = %(account_id)s::text) AS fell,
                  EXISTS (SELECT 1 FROM anxin_aftersale_case c
                           WHERE c.no = %(case_no)s::text
                             AND %(account_id)s::uuid IN ({NO_ARBITERS})) AS took_part""",
        {
            "order_id": order_id,
            "case_no": case_no,
            "merchant_id": merchant_id,
            "account_id": account_id,
            "fell": list(VERDICT_FELL),
        },
    )
    return Bars(row.member, row.fell, row.took_part)


def past_of(*, order_id: UUID, case_no: str) -> Past:
    """Return what a case has been through."""
    [row] = run(
        """WITH told AS (
             SELECT seq, kind, states FROM anxin_order_orderevent
              WHERE order_id = %(order_id)s::uuid AND data ->> 'case' = %(case_no)s::text)
           SELECT EXISTS (SELECT 1 FROM told WHERE kind = 'case_opened_by_law') AS by_law,
                  EXISTS (SELECT 1 FROM anxin_aftersale_complaint p
                            JOIN anxin_aftersale_case c ON c.id = p.case_id
                           WHERE c.no = %(case_no)s::text) AS complained,
                  EXISTS (SELECT 1 FROM told WHERE kind = 'return_disputed') AS disputed,
                  EXISTS (SELECT 1 FROM told WHERE 'merchant_turn' = ANY(states)
                             AND seq > coalesce((SELECT max(seq) FROM told
                                                  WHERE kind = 'case_edited'), 0)) AS heard,
                  EXISTS (SELECT 1 FROM told WHERE 'awaiting_return' = ANY(states)) AS granted,
                  EXISTS (SELECT 1 FROM told WHERE kind = 'platform_called_in'
                             AND states[1] = 'awaiting_return') AS excused""",
        {"order_id": order_id, "case_no": case_no},
    )
    return Past(row.by_law, row.complained, row.disputed, row.heard, row.granted, row.excused)


def decided_beside(*, order_id: UUID, case_no: str) -> bool:
    """Say whether what a case gives was decided by a senior since a complaint joined its order.

    Given, signed or offered by one; or by the law's own last day.
    """
    [row] = run(
        """WITH told AS (
             SELECT seq, kind, states, role, data FROM anxin_order_orderevent
              WHERE order_id = %(order_id)s::uuid)
           SELECT coalesce((
             SELECT (coalesce(data ->> 'offered_as', role) = ANY(%(seniors)s::text[])
                     OR data ->> 'signed_by' IS NOT NULL OR kind = 'limit_reached')
                    AND seq > coalesce((SELECT max(seq) FROM told
                                         WHERE kind = 'complaint_joined'), 0)
               FROM told
              WHERE data ->> 'case' = %(case_no)s::text AND 'approved' = ANY(states[2:])
              ORDER BY seq DESC LIMIT 1), false) AS decided""",
        {"order_id": order_id, "case_no": case_no, "seniors": sorted(SENIOR_REVIEWERS)},
    )
    return bool(row.decided)


def withdrawn_by_buyer(*, order_id: UUID) -> list[datetime]:
    """Return when the requests about an order were made that its buyer has withdrawn."""
    rows = run(
        f"""SELECT c.submitted_at FROM anxin_aftersale_case c
             WHERE c.order_id = %(order_id)s::uuid AND {WITHDREW}""",
        {"order_id": order_id},
    )
    return [row.submitted_at for row in rows]
