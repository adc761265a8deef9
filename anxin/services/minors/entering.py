"""The way in without login: a number and a secret code, given at once, that open one claim."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Final

from anxin.domain.minors.deadlines import DRAFT_FOR
from anxin.domain.minors.outside import Vault
from anxin.services.minors.telling import NotDone, tell
from anxin.services.minors.throttle import ease, may_try
from anxin.services.numbers import DIGITS, new_no
from anxin.storage.columns import ClockNow
from anxin.storage.minors import queries
from anxin.storage.minors.models import Claim
from anxin.storage.minors.queries import ClaimRow

_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})
_NOBODYS: Final = bytes(32)


@dataclass(frozen=True, slots=True)
class Begun:
    """A claim's number and its code: told once, and kept nowhere but as a sum."""

    no: str
    code: str = field(repr=False)


def written_as(text: str) -> str:
    """Return a number or code as it was given, however it was typed.

    >>> written_as(" ab-o1 l ")
    'AB011'
    """
    return "".join(text.upper().split()).translate(_READ_AS)[: DIGITS * 2]


def begin_claim(*, place: str, device: str, vault: Vault) -> Begun | NotDone:
    """Begin a claim. `place`: where from, for the limit; `device`: the browser's own number."""
    if not may_try(kind="begin", value=place, vault=vault):
        return NotDone("too_often")
    no, code = new_no(), new_no()
    digest = vault.box.blind_index(plain=device, owner=b"minors:device") if device else None
    claim = Claim.objects.create(
        no=no, code_digest=code_sum(code), device_digest=digest, due_at=ClockNow() + DRAFT_FOR
    )
    tell(claim_id=claim.id, kind="begun", role="guardian")
    return Begun(no, code)


def enter_claim(*, no: str, code: str, place: str, vault: Vault) -> ClaimRow | NotDone:
    """Return the claim that number and code open; wrong and unknown are one answer.

    A number that was tried too often is shut for a while, whether or not it exists.
    """
    number = written_as(no)
    for kind, value in (("place", place), ("number", number)):
        if not may_try(kind=kind, value=value, vault=vault):
            return NotDone("too_often")
    claim = queries.claim(no=number)
    kept = bytes(claim.code_digest) if claim else _NOBODYS
    if not hmac.compare_digest(kept, code_sum(written_as(code))) or claim is None:
        return NotDone("not_opened")
    ease(kind="number", value=number, vault=vault)
    return claim


def code_sum(code: str) -> bytes:
    """Return what is kept of a code."""
    return hashlib.sha256(code.encode()).digest()
