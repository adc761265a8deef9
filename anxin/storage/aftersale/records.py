"""Which records of machines there are that a decision about a case can rest on."""

from __future__ import annotations

from anxin.domain.words import RECORDS
from anxin.storage.statement import run

_RECORDS = """
SELECT EXISTS (SELECT 1 FROM anxin_order_cardview v
                 JOIN anxin_order_ordercard k ON k.card_id = v.order_card_id
                WHERE k.order_id = c.order_id) AS viewing_log,
       EXISTS (SELECT 1 FROM anxin_aftersale_cardfact f
                WHERE f.case_id = c.id AND f.status <> 'unknown') AS issuer_word,
       o.receipt = 'confirmed' AS supplier_receipt
  FROM anxin_aftersale_case c JOIN anxin_order_order o ON o.id = c.order_id
 WHERE c.no = %(no)s::text
"""


def list_records(*, case_no: str) -> list[str]:
    """Return the words of the records that exist for a case (domain.words.RECORDS)."""
    rows = run(_RECORDS, {"no": case_no})
    return [word for word in RECORDS if rows and getattr(rows[0], word)]
