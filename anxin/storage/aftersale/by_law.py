"""Which cases the site opened on the strength of law: what opened them decides, they do not."""

from __future__ import annotations

from uuid import UUID

from anxin.storage.statement import run

OPENED = """
SELECT 1 FROM anxin_order_orderevent
 WHERE order_id = %(order_id)s::uuid AND kind = 'case_opened_by_law'
   AND data ->> 'case' = %(case_no)s::text LIMIT 1
"""


def is_by_law(*, case_no: str, order_id: UUID) -> bool:
    """Say whether a case of an order was opened by law (services.aftersale.by_law)."""
    return bool(run(OPENED, {"case_no": case_no, "order_id": order_id}))
