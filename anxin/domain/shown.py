"""What a page showed, in short: its form says it back, and who signs has seen what is signed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

CHARACTERS: Final = 32


def shown_digest(*, shown: Sequence[object]) -> str:
    """Return a short text that is another one as soon as anything of what was shown is.

    >>> shown_digest(shown=["T1", 50]) == shown_digest(shown=["T1", 100])
    False
    """
    plain = json.dumps(shown, ensure_ascii=False, default=str)
    return sha256(plain.encode()).hexdigest()[:CHARACTERS]
