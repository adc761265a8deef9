"""Which cases the site opened on the strength of law: what opened them decides, they do not."""

from __future__ import annotations

from uuid import UUID

from anxin.storage.statement import run

OPENED = """
SELECT 1 FROM anxin_order_orderevent
 WHERE order_id = %(order_id)s::uuid AND kind = 'case_opened_by_law'
   AND data ->> 'case' = %(case_no)s::text LIMIT 1
"""

CLAIM = """
SELECT c.no FROM anxin_minors_claim c JOIN anxin_minors_claimorder l ON l.claim_id = c.id
 WHERE %(case_no)s::varchar = ANY(l.cases) ORDER BY c.at DESC LIMIT 1
"""


def is_by_law(*, case_no: str, order_id: UUID) -> bool:
    """Say whether a case of an order was opened by law (services.aftersale.by_law)."""
    return bool(run(OPENED, {"case_no": case_no, "order_id": order_id}))


def claim_of(*, case_no: str) -> str:
    """Return the number of the guardian's claim that a case belongs to, empty for none."""
    rows = run(CLAIM, {"case_no": case_no})
    return str(rows[0].no) if rows else ""
