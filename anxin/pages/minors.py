"""Words of a guardian's claim, as the guardian, the holder and the staff read them."""

from __future__ import annotations

from anxin.domain.wording.minors import LABELS, known_label
from anxin.pages.reader import language
from anxin.storage.minors.queries import ClaimRow


def said(of: str, word: str) -> str:
    """Return the words of a code in the reader's language."""
    return known_label(of=of, word=word, language=language())


def said_to_staff(of: str, word: str) -> str:
    """Return the same words where the guardian is spoken of and not spoken to."""
    return said("to_staff" if word in LABELS["to_staff"] else of, word)


def answer_of(*, claim: ClaimRow) -> str:
    """Return the answer in writing; the system's in the reader's language."""
    if claim.by_system and claim.decided_by_id is None:
        return said("by_system", claim.refusal or "proposal")
    return claim.said
