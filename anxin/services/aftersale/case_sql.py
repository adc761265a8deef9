"""How the statement that saves a decision (`record`) changes the case's own row."""

from __future__ import annotations

_NEW_CASE = """, cased AS (
  INSERT INTO anxin_aftersale_case (id, merchant_id, order_id, buyer_id, policy_id, no, form_key,
         form_digest, reason, note, details,
         contact_phone, state, outcome, clause, code, tier, cause, units, return_to_id,
         gross_fen, fee_fen, refund_fen, destination, shares, missing, return_goods, why, decide_by,
         due_at, closed_at, asked_units, waits_for, next_ask_at, stopped_at, limit_at, by_system)
  SELECT %(case_id)s::uuid, merchant_id, id, buyer_id, policy_id, %(case_no)s::text,
         %(form_key)s::uuid, %(form_digest)s::bytea, %(reason)s::text, %(note)s::text,
         coalesce(%(details)s::jsonb, '{}'), %(contact_phone)s::text, %(case_state)s::text,
         %(outcome)s::text, %(clause)s::text, %(code)s::text, %(tier)s::text, %(cause)s::text,
         %(case_units)s::int, %(granted_to)s::uuid,
         %(case_gross_fen)s::bigint, %(case_fee_fen)s::bigint, %(case_refund_fen)s::bigint,
         %(destination)s::text, %(shares)s::jsonb, %(missing)s::jsonb, %(return_goods)s::bool,
         %(why)s::jsonb, %(decide_by)s::timestamptz, %(due_at)s::timestamptz,
         CASE WHEN %(case_open)s::bool THEN NULL ELSE clock_now() END,
         %(asked_units)s::int, %(waits_for)s::text,
         CASE WHEN %(waits_for)s::text <> '' THEN clock_now() END,
         CASE WHEN %(stops)s::bool THEN clock_now() END, clock_now() + %(decided_within)s::interval,
         %(by_system)s::bool
    FROM moved
  RETURNING id
)"""

_WENT_ON = """coalesce(CASE WHEN NOT %(stops)s::bool THEN clock_now() - c.stopped_at END, '0')"""
_CLOCK = f"""limit_at = CASE WHEN c.closed_at IS NULL THEN c.limit_at + {_WENT_ON}
                         ELSE clock_now() + %(decided_within)s::interval END,
         stopped_at = CASE WHEN %(stops)s::bool THEN coalesce(c.stopped_at, clock_now()) END,
         closed_at = CASE WHEN %(case_open)s::bool THEN NULL ELSE clock_now() END,
         verdict = CASE WHEN %(stays)s::bool THEN c.verdict END,
         verdict_at = CASE WHEN %(stays)s::bool THEN c.verdict_at END,
         nudges = c.nudges + %(nudged)s::int,
         nudged_at = CASE WHEN %(nudged)s::int > 0 THEN clock_now() ELSE c.nudged_at END,
         return_to_id = coalesce(c.return_to_id, %(return_to)s::uuid, %(granted_to)s::uuid),
         return_carrier = coalesce(%(carrier)s::text, c.return_carrier),
         return_no = coalesce(%(parcel)s::text, c.return_no),
         return_sent_at = CASE WHEN %(parcel)s::text IS NOT NULL THEN clock_now()
                               ELSE c.return_sent_at END,
         wants = CASE WHEN %(case_state)s::text = 'needs_evidence'
                        OR %(case_state)s::text = 'arbitration' AND %(stops)s::bool
                      THEN coalesce(%(wants)s::jsonb, c.wants) ELSE '{{}}' END,
         decided_by_id = coalesce(%(decider)s::uuid, c.decided_by_id),
         own_money = coalesce(%(own_money)s::bool, c.own_money),
         claimed_by_id = CASE WHEN %(case_open)s::bool
             AND coalesce(%(tier)s::text, c.tier) IS NOT DISTINCT FROM c.tier AND (c.state =
               %(case_state)s::text OR %(case_state)s::text NOT IN ('appealed', 'arbitration'))
                              THEN c.claimed_by_id END"""
"""The buyer's own time is added to the others' when it is over; a pending verdict is off. Nobody
keeps a case that is over or has become somebody else's: an arbiter's, or one higher up."""

_CLOSED_PROPOSAL = """, closed_proposal AS (
  UPDATE anxin_aftersale_proposal p
     SET state = %(proposal_state)s::text, answered_at = clock_now()
    FROM cased WHERE p.case_id = cased.id AND p.state = 'open' AND NOT %(stays)s::bool
)"""
"""Whatever moves a case answers the proposal that was open: lapsed, unless somebody answered it."""

_MOVED_CASE = f""", cased AS (
  UPDATE anxin_aftersale_case c
     SET state = %(case_state)s::text, due_at = %(due_at)s::timestamptz,
         tier = coalesce(%(tier)s::text, c.tier), why = c.why || %(why)s::jsonb,
         code = coalesce(%(code)s::text, c.code),
         decide_by = coalesce(%(decide_by)s::timestamptz, c.decide_by + {_WENT_ON}),
         {_CLOCK}
    FROM moved WHERE c.id = %(case_id)s::uuid
  RETURNING c.id
){_CLOSED_PROPOSAL}"""

_CASE_AGAIN = f""", cased AS (
  UPDATE anxin_aftersale_case c
     SET state = %(case_state)s::text, outcome = %(outcome)s::text, clause = %(clause)s::text,
         code = %(code)s::text, tier = %(tier)s::text, cause = %(cause)s::text,
         units = %(case_units)s::int, gross_fen = %(case_gross_fen)s::bigint,
         fee_fen = %(case_fee_fen)s::bigint, refund_fen = %(case_refund_fen)s::bigint,
         shares = %(shares)s::jsonb, missing = %(missing)s::jsonb,
         return_goods = %(return_goods)s::bool, why = %(why)s::jsonb,
         decide_by = %(decide_by)s::timestamptz, due_at = %(due_at)s::timestamptz,
         waits_for = %(waits_for)s::text, remedy = %(remedy)s::text,
         next_ask_at = CASE WHEN %(waits_for)s::text <> '' THEN clock_now() END,
         reason = %(reason)s::text, asked_units = %(asked_units)s::int,
         destination = %(destination)s::text, note = coalesce(%(note)s::text, c.note),
         contact_phone = coalesce(%(contact_phone)s::text, c.contact_phone),
         details = coalesce(%(details)s::jsonb, c.details),
         edits = c.edits + %(edited)s::int,
         {_CLOCK}
    FROM moved WHERE c.id = %(case_id)s::uuid
  RETURNING c.id
){_CLOSED_PROPOSAL}"""

CASES = {"new": _NEW_CASE, "moved": _MOVED_CASE, "again": _CASE_AGAIN}
"""A new case; one that goes on; one that is quoted anew."""
