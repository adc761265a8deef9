"""Whoever confirms real names (实名核验), spoken to in signed JSON."""

from anxin.adapters.identity.provider import SignedIdentity as SignedIdentity

__all__ = ["SignedIdentity"]
