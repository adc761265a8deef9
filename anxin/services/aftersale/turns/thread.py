"""What parties say to each other in a case, each line for its readers."""

from __future__ import annotations

from uuid import UUID

from anxin.domain.thread import (
    MESSAGE_CHARACTERS,
    PER_HOUR,
    audiences_of,
    may_write,
)
from anxin.services.aftersale.moving import NotDecided
from anxin.services.aftersale.turns.proposals import Party
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.complaints import is_heard_about
from anxin.storage.statement import run

SAY = """
INSERT INTO anxin_aftersale_message (case_id, author_id, form_key, side, audience, said)
SELECT %(case_id)s::uuid, %(author)s::uuid, %(form_key)s::uuid, %(side)s::text,
       %(audience)s::text, %(said)s::text
 WHERE (SELECT count(*) FROM anxin_aftersale_message m
         WHERE m.case_id = %(case_id)s::uuid AND m.author_id = %(author)s::uuid
           AND m.at > clock_now() - interval '1 hour') < %(per_hour)s::int
ON CONFLICT (case_id, form_key) DO NOTHING
RETURNING id
"""
SENT_BEFORE = """
SELECT id FROM anxin_aftersale_message
 WHERE case_id = %(case_id)s::uuid AND form_key = %(form_key)s::uuid
"""


def say(*, no: str, party: Party, form_key: UUID, audience: str, said: str) -> NotDecided | None:
    """Add a line to the thread; the same form counts once.

    It changes nothing of the case: whoever decides it meanwhile is not disturbed.
    """
    case = queries.case(no=no)
    if case is None or not _takes_part(case, party):
        return NotDecided("not_found")
    text = said.strip()
    if not text:
        return NotDecided("words_missing")
    if len(text) > MESSAGE_CHARACTERS:
        return NotDecided("too_long")
    if audience not in audiences_of(side=party.side):
        return NotDecided("no_such_audience")
    if not _takes_words(case, party):
        return NotDecided("thread_closed")
    values = {"case_id": case.id, "author": party.account_id, "form_key": form_key,
              "side": party.side, "audience": audience, "said": text,
              "per_hour": PER_HOUR}  # fmt: skip
    if run(SAY, values) or run(SENT_BEFORE, values):
        return None
    return NotDecided("too_many_messages")


def _takes_words(case: queries.CaseRow, party: Party) -> bool:
    """Whether the thread is open to a side; a merchant is heard about compensation at any time."""
    heard = party.side == "merchant" and is_heard_about(case_id=case.id)
    return heard or may_write(case_state=case.state, side=party.side)


def _takes_part(case: queries.CaseRow, party: Party) -> bool:
    if party.side == "buyer":
        return case.buyer_id == party.account_id
    return party.side == "platform" or case.merchant_id == party.merchant_id
