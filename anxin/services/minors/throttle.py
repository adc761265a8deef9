"""Guessing is slowed down: so many tries from one place and at one number within a time."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction

from anxin.domain.minors.outside import Vault
from anxin.storage.minors.models import Attempt
from anxin.storage.statement import run

LIMITS: Final = {
    "begin": (10, timedelta(hours=1)),
    "place": (20, timedelta(minutes=15)),
    "number": (5, timedelta(minutes=15)),
    "paper": (60, timedelta(hours=1)),
}
"""How many tries of a kind within how long. A family and its neighbours may share one address."""

HOLD = "SELECT pg_advisory_xact_lock(%(key)s::bigint)"
RECENT = """
SELECT count(*)::int AS n FROM anxin_minors_attempt
 WHERE kind = %(kind)s::text AND digest = %(digest)s::bytea
   AND at > clock_now() - %(within)s::interval
"""
FORGET = "DELETE FROM anxin_minors_attempt WHERE at < clock_now() - interval '2 days'"
EASE = "DELETE FROM anxin_minors_attempt WHERE kind = %(kind)s::text AND digest = %(digest)s::bytea"


def digest_of(*, kind: str, value: str, vault: Vault) -> bytes:
    """Return what tries are counted under; it says nothing of the value."""
    return vault.box.blind_index(plain=value, owner=f"minors:try:{kind}".encode())


@transaction.atomic
def may_try(*, kind: str, value: str, vault: Vault) -> bool:
    """Count a try and say whether it is still within the limit. Tries of one kind queue up."""
    digest = digest_of(kind=kind, value=value, vault=vault)
    run(HOLD, {"key": int.from_bytes(digest[:8], "big", signed=True)})
    most, within = LIMITS[kind]
    if run(RECENT, {"kind": kind, "digest": digest, "within": within})[0].n >= most:
        return False
    Attempt.objects.create(kind=kind, digest=digest)
    return True


def ease(*, kind: str, value: str, vault: Vault) -> None:
    """Forget the tries at what was opened rightly in the end."""
    run(EASE, {"kind": kind, "digest": digest_of(kind=kind, value=value, vault=vault)})


def forget_attempts() -> None:
    """Forget what no limit looks at any more."""
    run(FORGET, {})
