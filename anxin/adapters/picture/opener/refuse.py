"""How the opener says no."""

from __future__ import annotations


class Refuse(Exception):
    """A file is refused: a code of `domain.evidence.pieces.REFUSALS` and what fills its words."""

    def __init__(self, code: str, /, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
