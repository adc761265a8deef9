"""Reading JSON with care: what is wrong is noted with its place, and reading goes on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from string import Template
from typing import Any, Final

MISTAKES: Final[Mapping[str, tuple[str, str]]] = {
    "unknown_key": ("不认识的字段", "is not a key that is known here"),
    "missing": ("必须填写", "is required"),
    "not_object": ("必须是一个 JSON 对象", "must be a JSON object"),
    "not_list": ("必须是一个 JSON 列表", "must be a JSON list"),
    "not_text": ("必须是文字", "must be text"),
    "not_bool": ("必须是 true 或 false", "must be true or false"),
    "not_word": ("「$word」不在可用的词里：$known", "$word is not one of: $known"),
    "not_integer": ("必须是整数，不是 $got", "must be an integer, not $got"),
    "out_of_range": ("必须在 $least 到 $most 之间，不是 $got", "must be $least to $most, not $got"),
    "repeated": ("「$word」重复出现", "$word appears twice"),
}
_LONGEST_QUOTE: Final = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where (`clauses[12].fee_rate`) and what, in both languages."""

    place: str
    message: str
    message_zh: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


@dataclass(slots=True)
class Notes:
    """The problems found so far, worded from a table of mistakes (Chinese, English).

    `whole` is what the value being read is called where the place is all of it.
    """

    whole: str
    mistakes: Mapping[str, tuple[str, str]] = field(default_factory=lambda: MISTAKES)
    problems: list[Problem] = field(default_factory=list)

    def add(self, *, place: str, mistake: str, **values: object) -> None:
        """Notes a mistake at a place; `values` fill its text."""
        chinese, english = self.mistakes[mistake]
        shown = {name: _shown(value) for name, value in values.items()}
        self.problems.append(
            Problem(
                place=place or self.whole,
                message=Template(english).safe_substitute(shown),
                message_zh=Template(chinese).safe_substitute(shown),
            )
        )


@dataclass(frozen=True, slots=True)
class Reader:
    """One JSON value and its place. Every read gives a usable value, wrong ones are noted."""

    value: object
    place: str
    notes: Notes

    def note(self, mistake: str, **values: object) -> None:
        """Notes a mistake here."""
        self.notes.add(place=self.place, mistake=mistake, **values)

    def at(self, key: str) -> Reader:
        """The value under `key`; absent and null are the same."""
        inner = self.value.get(key) if isinstance(self.value, dict) else None
        place = f"{self.place}.{key}" if self.place else key
        return Reader(value=inner, place=place, notes=self.notes)

    @property
    def is_absent(self) -> bool:
        """Whether it was left out or null."""
        return self.value is None

    def fields(self, *, known: Collection[str], required: Collection[str] = ()) -> Reader:
        """Itself as an object with only `known` keys; an empty one where it is none."""
        if not isinstance(self.value, dict):
            if self.value is not None:
                self.note("not_object")
            elif required:
                self.note("missing")
            return Reader(value={}, place=self.place, notes=self.notes)
        for key in self.value:
            if key not in known:
                self.at(_shown(key)).note("unknown_key")
        for key in required:
            if self.at(key).is_absent:
                self.at(key).note("missing")
        return self

    def items(self) -> Iterator[Reader]:
        """Its elements, each with its place."""
        if self.is_absent:
            return
        if not isinstance(self.value, list | tuple):
            self.note("not_list")
            return
        for number, inner in enumerate(self.value):
            yield Reader(value=inner, place=f"{self.place}[{number}]", notes=self.notes)

    def word(self, *, known: Collection[str], default: str) -> str:
        """One of the `known` words."""
        if self.is_absent:
            return default
        if not isinstance(self.value, str):
            self.note("not_text")
        elif self.value not in known:
            self.note("not_word", word=self.value, known=", ".join(known))
        else:
            return self.value
        return default

    def words(self, *, known: Collection[str]) -> tuple[str, ...]:
        """A list of `known` words, none twice."""
        found: list[str] = []
        for item in self.items():
            if item.is_absent:
                item.note("missing")
                continue
            word = item.word(known=known, default="")
            if word in found:
                item.note("repeated", word=word)
            elif word:
                found.append(word)
        return tuple(found)

    def whole(self, *, least: int, most: int, default: int) -> int:
        """An integer from `least` to `most`; neither a float nor a boolean is an integer."""
        if self.is_absent:
            return default
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.note("not_integer", got=self.value)
        elif not least <= self.value <= most:
            self.note("out_of_range", least=least, most=most, got=self.value)
        else:
            return self.value
        return default

    def truth(self, *, default: bool) -> bool:
        """`true` or `false`."""
        if isinstance(self.value, bool):
            return self.value
        if not self.is_absent:
            self.note("not_bool")
        return default

    def text(self, *, default: str = "") -> str:
        """Any text."""
        if isinstance(self.value, str):
            return self.value
        if not self.is_absent:
            self.note("not_text")
        return default


def _shown(value: Any) -> str:
    """The value as short text: a problem is read by a person."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**_LONGEST_QUOTE:
        return "a number with more than 60 digits"
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= _LONGEST_QUOTE * 4 else f"{text[:_LONGEST_QUOTE]}…"
