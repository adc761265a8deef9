"""A `CardIssuer` that speaks signed JSON.

Cards are named by an HMAC of their secret under a key that only issuer and shop have: what is said
on the way, and what either side writes to a log, is of no use to anybody who would use the card.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from anxin.adapters.partner.client import (
    TIMEOUT_SECONDS,
    NoAnswer,
    PartnerAccount,
    PartnerClient,
    time_of,
)
from anxin.domain.channel import Refused, Unknown
from anxin.domain.issuer import (
    CardLock,
    CardStatus,
    LockAnswer,
    Locked,
    NoSuchCard,
    ReplaceAnswer,
    Replaced,
    UnlockAnswer,
    Unlocked,
    Used,
)

STATUSES: Final = frozenset({"unused", "used", "invalid", "locked"})
LATER: Final = frozenset({"failed", "locked_elsewhere"})
"""Refusals of one card that may pass: it is asked for again under the same number."""
NONCE_BYTES: Final = 12

Item = Mapping[str, Any]
Answer = TypeVar("Answer")


class SignedIssuer:
    """One issuer of cards."""

    def __init__(self, account: PartnerAccount, *, timeout_s: float = TIMEOUT_SECONDS) -> None:
        self._card_key = account.card_key
        self._client = PartnerClient(account, timeout_s=timeout_s)

    def find_status(self, *, secrets: Sequence[str]) -> tuple[CardStatus, ...] | Unknown:
        """Ask for the status of cards (/issuer/cards/status)."""
        names = [self.name_of(secret) for secret in secrets]
        try:
            reply = self._client.ask("/issuer/cards/status", {"cards": names})
            if reply["code"] != "ok":
                return Unknown(reply["code"])
            return tuple(map(_status, _listed(reply, "cards", "card", names)))
        except NoAnswer as error:
            return Unknown(str(error))

    def lock(self, *, locks: Sequence[CardLock]) -> tuple[LockAnswer, ...]:
        """Lock cards (/issuer/cards/lock)."""
        return self._each("/issuer/cards/lock", locks, _lock_answer)

    def unlock(self, *, locks: Sequence[CardLock]) -> tuple[UnlockAnswer, ...]:
        """End locks (/issuer/cards/unlock)."""
        return self._each("/issuer/cards/unlock", locks, _unlock_answer)

    def replace(self, *, request_no: str, secret: str) -> ReplaceAnswer:
        """Have a new card made (/issuer/cards/replace)."""
        asked = {"request_no": request_no, "card": self.name_of(secret)}
        try:
            reply = self._client.ask("/issuer/cards/replace", asked)
            if reply["code"] != "ok":
                return Unknown(reply["code"])
            if reply.get("result") == "replaced":
                return Replaced(self._open(str(reply.get("sealed_secret")), request_no))
            return _told(reply)
        except NoAnswer as error:
            return Unknown(str(error))

    def name_of(self, secret: str) -> str:
        """Return the name under which the issuer knows a card: an HMAC of its secret."""
        return hmac.new(self._card_key, secret.strip().encode(), hashlib.sha256).hexdigest()

    def _each(
        self, path: str, locks: Sequence[CardLock], read: Callable[[Item], Answer]
    ) -> tuple[Answer | Refused | Unknown, ...]:
        """Ask about every lock in one call; where that fails it fails for each of them."""
        asked = [{"lock_no": lock.lock_no, "card": self.name_of(lock.secret)} for lock in locks]
        numbers = [lock.lock_no for lock in locks]
        try:
            reply = self._client.ask(path, {"locks": asked})
            if reply["code"] != "ok":
                return (Unknown(reply["code"]),) * len(locks)
            return tuple(map(read, _listed(reply, "locks", "lock_no", numbers)))
        except NoAnswer as error:
            return (Unknown(str(error)),) * len(locks)

    def _open(self, sealed: str, request_no: str) -> str:
        try:
            data = base64.b64decode(sealed, validate=True)
            plain = AESGCM(self._card_key).decrypt(
                data[:NONCE_BYTES], data[NONCE_BYTES:], request_no.encode()
            )
        except (InvalidTag, ValueError) as error:
            raise NoAnswer("a secret that cannot be opened") from error
        return plain.decode()


def _listed(reply: Item, name: str, key: str, wanted: list[str]) -> list[Item]:
    """Return the items of a reply, which must be exactly those that were asked about."""
    found = reply.get(name)
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise NoAnswer(f"no list of {name}")
    if [item.get(key) for item in found] != wanted:
        raise NoAnswer(f"other {name} than were asked about")
    return found


def _status(item: Item) -> CardStatus:
    status = item.get("status")
    if status not in STATUSES:
        raise NoAnswer("a status of another language")
    used_at = time_of(item.get("used_at")) if status == "used" else None
    return CardStatus(status, used_at, str(item.get("lock_no", "")))


def _lock_answer(item: Item) -> Locked | Used | NoSuchCard | Refused:
    return Locked() if item.get("result") == "locked" else _told(item)


def _unlock_answer(item: Item) -> Unlocked | Refused:
    result = str(item.get("result"))
    return Unlocked() if result == "unlocked" else Refused(result, final=True)


def _told(item: Item) -> Used | NoSuchCard | Refused:
    result = str(item.get("result"))
    if result == "used":
        return Used(time_of(item.get("used_at")))
    if result == "invalid":
        return NoSuchCard()
    return Refused(result, final=result not in LATER)
