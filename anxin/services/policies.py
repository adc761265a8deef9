"""Policies as code reads them: compiled once per version, since a version never changes."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from anxin.domain.policy import Policy, compile_policy
from anxin.storage.catalog import queries


@lru_cache(maxsize=512)
def policy_of(policy_id: UUID) -> Policy:
    """Return the compiled policy of that version. Raises `LookupError` if there is none."""
    return compile_policy(queries.policy_document(policy_id=policy_id))
