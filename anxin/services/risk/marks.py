"""What an account was seen with is noted as blind indexes, so that links show and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from anxin.domain.channel import PayerMark
from anxin.domain.outside import Outside, SecretBox
from anxin.domain.people import BUYER
from anxin.domain.risk.signals import PART
from anxin.storage.risk.links import HUB
from anxin.storage.statement import run

PARTS = 8
"""So many of the things typed for one order are noted each by itself."""

PART_CHARACTERS = 6
"""Fewer Latin letters and digits than these are no account: a server's name is known to all."""

KEPT = "365 days"
"""What was not seen for so long is forgotten; it links for half of that (storage.risk.links)."""

SAME_WITHIN = "10 minutes"
"""Seen again so soon it is the same visit: nothing is written."""

NOTE = """
INSERT INTO anxin_risk_mark (account_id, kind, digest)
SELECT a.id, %(kind)s::text, %(digest)s::bytea FROM anxin_account_account a
 WHERE a.id = %(account_id)s::uuid AND a.role = %(role)s::text AND %(digest)s::bytea <> ''
ON CONFLICT (account_id, kind, digest) DO UPDATE
   SET times = anxin_risk_mark.times + 1, last_seen_at = clock_now()
 WHERE anxin_risk_mark.last_seen_at < clock_now() - %(same)s::interval
"""
"""Also the end of a statement that does something else (services.payment.take)."""

FITS = """
SELECT 1 FROM anxin_risk_mark m
 WHERE m.account_id = %(account_id)s::uuid
   AND (m.kind = 'target' AND m.digest = %(whole)s::bytea
        OR m.kind = 'part' AND m.digest = %(part)s::bytea
           AND (SELECT count(*) FROM (SELECT 1 FROM anxin_risk_mark n
                  WHERE n.kind = 'part' AND n.digest = m.digest LIMIT %(hub)s::int + 1) s)
               <= %(hub)s::int)
 LIMIT 1
"""
"""What many accounts have in common (a server) says nothing of one of them."""

FORGET = "DELETE FROM anxin_risk_mark WHERE last_seen_at < clock_now() - %(kept)s::interval"


def note_device(*, account_id: UUID, device: str, outside: Outside) -> None:
    """Note that a buyer came with a browser, known by the random number that we gave it."""
    _note(account_id, "device", device, outside)


def note_inputs(
    *, account_id: UUID, kind: str, inputs: Mapping[str, str], outside: Outside
) -> None:
    """Note whom an order of goods of `kind` is for: the target of a top-up, or the address.

    Of several things typed for a top-up each is noted besides: who knows the account need not know
    on which server it plays.
    """
    if inputs:
        word = "address" if kind == "physical" else "target"
        whole = "\n".join(inputs[name] for name in sorted(inputs))
        _note(account_id, word, whole, outside)
        if word == "target" and len(inputs) > 1:
            for name in sorted(inputs)[:PARTS]:
                if _names_an_account(inputs[name]):
                    _note(account_id, PART, inputs[name], outside)


def fits_target(*, account_id: UUID, target: str, secrets: SecretBox) -> bool:
    """Say whether an account ordered for that target, written as people write it."""
    whole = secrets.blind_index(plain=_folded(target), owner=b"risk:target")
    part = secrets.blind_index(plain=_folded(target), owner=b"risk:part")
    values = {"account_id": account_id, "whole": whole, "part": part, "hub": HUB}
    return bool(run(FITS, values))


def payer_mark(*, secrets: SecretBox) -> PayerMark:
    """Return what makes a mark of a payer's id, which a channel writes one way only: no folding."""
    return lambda payer: secrets.blind_index(plain=payer, owner=b"risk:payer")


def note_digest(*, account_id: UUID, kind: str, digest: bytes) -> None:
    """Note a mark by its blind index."""
    run(NOTE, noted(account_id=account_id, kind=kind, digest=digest))


def noted(*, account_id: UUID, kind: str, digest: bytes) -> dict[str, object]:
    """Return the values of `NOTE`. An empty digest is no mark.

    Only buyers have marks: staff shares its machines.
    """
    values = {"account_id": account_id, "kind": kind, "digest": digest}
    return {**values, "role": BUYER, "same": SAME_WITHIN}


def _note(account_id: UUID, kind: str, value: str, outside: Outside) -> None:
    """Note a value, folded as people write it differently each time: case and spaces."""
    digest = outside.secrets.blind_index(plain=_folded(value), owner=f"risk:{kind}".encode())
    note_digest(account_id=account_id, kind=kind, digest=digest)


def _folded(value: str) -> str:
    return "\n".join("".join(line.split()).casefold() for line in value.splitlines())


def _names_an_account(value: str) -> bool:
    return sum(one.isascii() and one.isalnum() for one in value) >= PART_CHARACTERS


def forget_marks() -> None:
    """Forget what was not seen for a year: what links nobody any more is nobody's business."""
    run(FORGET, {"kept": KEPT})
