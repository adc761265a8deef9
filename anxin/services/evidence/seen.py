"""What a worker has seen of a piece, before any of it is noted."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from anxin.domain.evidence.pieces import Field, Finding, Fingerprint, Likeness, Page, PageReading
from anxin.domain.outside import Sealed


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page with everything that was made out on it. `shown_key`: where people see it."""

    page: Page
    shown_key: str
    reading: PageReading
    fields: list[Field]
    fingerprint: Fingerprint
    unclear: tuple[Finding, ...] = ()

    @property
    def is_clear(self) -> bool:
        """Whether what was read on it can be compared."""
        return not self.unclear


@dataclass(frozen=True, slots=True)
class Found:
    """An earlier page that page `number` was laid beside, and what came of it."""

    number: int
    earlier_id: UUID
    judgement: str
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a piece is recognised by and as.

    `noted`: how many pieces had been noted before; `sealed`: the secrets that were read on it.
    """

    tokens: tuple[tuple[str, bytes], ...]
    findings: tuple[Finding, ...]
    matches: tuple[Found, ...]
    noted: int
    sealed: Sealed | None = None


def bits(*, data: bytes) -> str:
    """Return bytes as zeros and ones.

    >>> bits(data=b"\\x05")
    '00000101'
    """
    return "".join(f"{byte:08b}" for byte in data)
