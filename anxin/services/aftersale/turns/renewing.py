"""Cards that stock cannot replace are renewed by their issuer, one for each that is locked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import structlog

from anxin.domain.issuer import CardIssuer, Replaced
from anxin.domain.outside import Outside, Sealed, SecretLost
from anxin.services.aftersale.turns.replacing import supply_replacements
from anxin.services.apart import each_apart
from anxin.services.cards import import_cards
from anxin.storage.statement import run

log = structlog.get_logger()
AGAIN_AFTER = timedelta(minutes=1)
NAME = "换卡"
"""The name of the import that renewed cards come in by."""

CLAIM = """
WITH due AS (
  SELECT c.id FROM anxin_aftersale_case c JOIN anxin_order_order o ON o.id = c.order_id
   WHERE c.state = 'replacing' AND o.issuer <> '' AND o.kind = 'card_secret'
     AND (c.next_ask_at IS NULL OR c.next_ask_at <= clock_now())
     AND (SELECT count(*) FROM (SELECT 1 FROM anxin_card_card s
            WHERE s.product_id = o.product_id AND s.state = 'available' LIMIT c.units) s) < c.units
   ORDER BY c.due_at LIMIT 20 FOR NO KEY UPDATE OF c SKIP LOCKED
)
UPDATE anxin_aftersale_case c SET next_ask_at = clock_now() + %(after)s::interval
  FROM due, anxin_order_order o
 WHERE c.id = due.id AND o.id = c.order_id
RETURNING c.no, c.order_id, c.merchant_id, o.product_id, o.issuer
"""
LOCKED = """
SELECT c.key_no, c.sealed, c.merchant_id, c.lock_no
  FROM anxin_order_ordercard k JOIN anxin_card_card c ON c.id = k.card_id
 WHERE k.order_id = %(order_id)s::uuid AND c.state = 'locking' AND c.lock = 'locked'
 ORDER BY k.unit
"""


def renew_cards(*, outside: Outside) -> int:
    """Have issuers renew the locked cards of replacements that stock lacks; return how many came.

    The number of each request follows from that of the lock, so that asking again, whoever died,
    gives the same card; a card that is known already is not imported twice. What an issuer does
    not renew is asked for again until the replacement's day is over, and then refunded.
    """
    claimed = run(CLAIM, {"after": AGAIN_AFTER})
    came = each_apart(claimed, lambda case: _renew(case, outside), name=lambda case: case.no)
    if came:
        supply_replacements()
    return came


def _renew(case: Any, outside: Outside) -> int:
    issuer = outside.issuers.get(case.issuer)
    if issuer is None:
        return 0
    cards = run(LOCKED, {"order_id": case.order_id})
    secrets = [secret for card in cards if (secret := _renewed(card, issuer, outside))]
    imported = import_cards(
        product_id=case.product_id,
        merchant_id=case.merchant_id,
        name=NAME,
        secrets=secrets,
        outside=outside,
    )
    return imported.added if imported else 0


def _renewed(card: Any, issuer: CardIssuer, outside: Outside) -> str:
    """Return the new card's secret, empty if there is none (yet)."""
    try:
        secret = outside.secrets.open(
            sealed=Sealed(card.key_no, bytes(card.sealed)), bound_to=card.merchant_id.bytes
        )
    except SecretLost as error:
        log.error("renewing.secret_lost", why=str(error))
        return ""
    number = uuid5(NAMESPACE_URL, f"renew:{card.lock_no}").hex
    answer = issuer.replace(request_no=number, secret=secret)
    if isinstance(answer, Replaced):
        return answer.secret
    log.warning("renewing.not_renewed", lock=card.lock_no, answer=type(answer).__name__)
    return ""
