"""The words a condition may use, and how the argument of each is read from the document.

What each word asks of a case is in `anxin.domain.quote.asking`; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from anxin.domain.policy.lengths import read_lengths, read_window
from anxin.domain.policy.model import ALWAYS, Condition, When
from anxin.domain.reading import Reader
from anxin.domain.words import (
    CAUSES,
    FAULTS,
    ISSUER_STATUSES,
    KINDS,
    NO_SPECIAL,
    REASONS,
    RECEIPTS,
    SERVED,
    SPECIALS,
    STATES,
    UNDELIVERED,
    VERDICTS,
    VIRTUAL,
)

_GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "virtual": VIRTUAL,
    "served": SERVED,
    "undelivered": UNDELIVERED,
}
_LARGEST: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What names in a condition may refer to: limits (fen, counts) and ids of clauses."""

    limits: Mapping[str, int]
    clauses: Collection[str]


def _any_of(*words: str) -> Callable[[Reader, Vocabulary], frozenset[str]]:
    def read(reader: Reader, _: Vocabulary) -> frozenset[str]:
        found = reader.words(known=words)
        if not found:
            reader.note("empty_condition")
        return frozenset(one for word in found for one in _GROUPS.get(word, (word,)))

    return read


def _one_of(*words: str) -> Callable[[Reader, Vocabulary], str]:
    return lambda reader, _: reader.word(known=words, default=words[0])


def _truth(reader: Reader, _: Vocabulary) -> bool:
    return reader.truth(default=True)


def _clause_ids(reader: Reader, vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(reader.words(known=vocabulary.clauses))


def _amount(reader: Reader, vocabulary: Vocabulary) -> int:
    """A number, or the name of a limit."""
    if isinstance(reader.value, str):
        name = reader.word(known=tuple(vocabulary.limits), default="")
        return vocabulary.limits.get(name, 0)
    return reader.whole(least=0, most=_LARGEST, default=0)


STATIC_WORDS: Final[Mapping[str, Callable[[Reader, Vocabulary], Any]]] = {
    "kinds": _any_of(*KINDS, "virtual"),
    "states": _any_of(*STATES, "served", "undelivered"),
    "reasons": _any_of(*REASONS),
    "causes": _any_of(*CAUSES),
    "specials": _any_of(NO_SPECIAL, *SPECIALS),
}
CLAUSE_WORDS: Final[Mapping[str, Callable[[Reader, Vocabulary], Any]]] = {
    **STATIC_WORDS,
    "issuer": _any_of(*ISSUER_STATUSES),
    "receipt": _any_of(*RECEIPTS),
    "fault": _any_of(*FAULTS),
    "nothing_left": _truth,
    "viewed": _truth,
    "used_up": _truth,
    "duplicate_named": _truth,
    "some_value_delivered": _truth,
    "all_value_delivered": _truth,
    "delivered_within": lambda reader, _: read_lengths(reader=reader),
    "asked_within": lambda reader, _: read_window(reader=reader),
    "asked_after": lambda reader, _: read_window(reader=reader),
}
ROUTE_WORDS: Final[Mapping[str, Callable[[Reader, Vocabulary], Any]]] = {
    **CLAUSE_WORDS,
    "clauses": _clause_ids,
    "on_record": _truth,
    "goods_come_back": _truth,
    "flagged": _truth,
    "a_piece_is": _one_of(*VERDICTS),
    "all_pieces_are": _one_of(*VERDICTS),
    "gross_above": _amount,
    "gross_up_to": _amount,
    "gross_with_instant_24h_up_to": _amount,
    "credit_from": _amount,
    "cancels_7d_from": _amount,
    "refunds_30d_from": _amount,
    "refunds_30d_up_to": _amount,
}


def read_when(
    *,
    reader: Reader,
    words: Mapping[str, Callable[[Reader, Vocabulary], Any]],
    vocabulary: Vocabulary,
) -> When:
    """Reads a condition, or a list of alternatives; left out means always."""
    if reader.is_absent:
        return ALWAYS
    alternatives = [reader] if isinstance(reader.value, dict) else list(reader.items())
    if not alternatives:
        reader.note("empty_condition")
        return ALWAYS
    return tuple(
        _read_condition(reader=each, words=words, vocabulary=vocabulary) for each in alternatives
    )


def _read_condition(
    *,
    reader: Reader,
    words: Mapping[str, Callable[[Reader, Vocabulary], Any]],
    vocabulary: Vocabulary,
) -> Condition:
    fields = reader.fields(known=tuple(words))
    tests = tuple(
        (word, read(fields.at(word), vocabulary))
        for word, read in words.items()
        if not fields.at(word).is_absent
    )
    if not tests:
        reader.note("empty_condition")
    return Condition(tests=tests)
