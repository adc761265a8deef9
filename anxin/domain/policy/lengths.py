"""Windows and lengths as operators write them: "24 hours", per kind, counted from a moment."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final, TypeVar

from anxin.domain.policy.model import Length, Window
from anxin.domain.reading import Reader
from anxin.domain.words import KINDS, STATES, TIMES

Value = TypeVar("Value")

OTHERWISE: Final = "otherwise"
_LENGTH: Final = re.compile(r"([0-9]{1,7}) (minute|hour|day|calendar day)s?")
_LONGEST: Final = timedelta(days=3650)
_NOTHING: Final = Length(count=0, unit="hours")


def read_length(*, reader: Reader) -> Length:
    """Reads one length such as "24 hours" or "7 calendar days"."""
    written = _LENGTH.fullmatch(reader.text())
    if written:
        length = Length(count=int(written[1]), unit=f"{written[2].replace(' ', '_')}s")
        if length.span <= _LONGEST:
            return length
    reader.note("bad_length", got=reader.value)
    return _NOTHING


def read_per_kind(
    *, reader: Reader, read: Callable[[Reader], Value], fallback: Value
) -> Mapping[str, Value]:
    """Reads one value for all kinds, or an object of kinds with `otherwise` for the rest."""
    return _read_per(reader=reader, words=KINDS, read=read, fallback=fallback)


def read_window(*, reader: Reader) -> Window:
    """Reads `{"since": "delivered_at", "for": "24 hours"}`; both may differ, by state and kind."""
    reader = reader.fields(known=("since", "for"), required=("since", "for"))
    since = _read_per(
        reader=reader.at("since"),
        words=STATES,
        read=lambda inner: inner.word(known=TIMES, default="delivered_at"),
        fallback="delivered_at",
    )
    return Window(since=since, lengths=read_lengths(reader=reader.at("for")))


def read_lengths(*, reader: Reader) -> Mapping[str, Length]:
    """Reads the length for each kind."""
    return read_per_kind(
        reader=reader, read=lambda inner: read_length(reader=inner), fallback=_NOTHING
    )


def _read_per(
    *,
    reader: Reader,
    words: tuple[str, ...],
    read: Callable[[Reader], Value],
    fallback: Value,
) -> Mapping[str, Value]:
    if not isinstance(reader.value, dict):
        same = fallback if reader.is_absent else read(reader)
        return dict.fromkeys(words, same)
    fields = reader.fields(known=(*words, OTHERWISE))
    missing = [word for word in words if fields.at(word).is_absent]
    rest = fallback
    if not fields.at(OTHERWISE).is_absent:
        rest = read(fields.at(OTHERWISE))
    elif missing:
        reader.note("not_per_kind", missing=", ".join(missing))
    return {word: rest if word in missing else read(fields.at(word)) for word in words}
