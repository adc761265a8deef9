"""How many fields are read rightly, on which pictures, and at what cost.

Pages are of other values, widths and looks each time. A
picture counts as readable if the product itself calls it clear; the others are counted, and what
was right on them is told apart.
"""

from __future__ import annotations

import json
import statistics
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from anxin.domain.evidence.clarity import unclear_because
from anxin.domain.evidence.fields import fields_of
from anxin.domain.evidence.folding import fold
from anxin.domain.evidence.pieces import FIELD_NAMES, Field, PageReading
from bench.evidence.degrade import DEGRADATIONS, decode, encode
from bench.evidence.pages import PAGE_TYPES, THEMES, WIDTHS, Truth, browser, render
from bench.evidence.values import invent
from bench.evidence.worker import worker

BARS = {"folded": 0.98, "cpu_s": 1.2, "peak_mb": 700.0}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was made and what stands on it."""

    page_type: str
    theme: str
    width: int
    degradation: str
    seed: int
    path: Path
    truth: Sequence[Truth]


@dataclass(frozen=True, slots=True)
class Read:
    """A picture that was read."""

    picture: Picture
    reading: PageReading
    cpu_s: float
    peak_mb: float

    @property
    def fields(self) -> tuple[Field, ...]:
        """What was found on it."""
        return fields_of(reading=self.reading)

    @property
    def unclear(self) -> tuple[str, ...]:
        """Why it is called unclear; empty if it is not."""
        return tuple(each.code for each in unclear_because(reading=self.reading))


def pictures(*, seed: int, count: int, folder: Path) -> Iterator[Picture]:
    """Draw and worsen pages; 120 of them hold each type of page in each degradation once."""
    types, degradations = list(PAGE_TYPES), list(DEGRADATIONS)
    with browser() as drawing:
        for place in range(count):
            number = seed * 100_000 + place
            page_type = types[place % len(types)]
            degradation = degradations[(place + place // len(types)) % len(degradations)]
            theme, width = THEMES[number // 3 % 2], WIDTHS[number % len(WIDTHS)]
            page = render(
                browser=drawing,
                page_type=page_type,
                values=invent(seed=number),
                theme=theme,
                width=width,
                seed=number,
            )
            worse = DEGRADATIONS[degradation](decode(png=page.png), number)
            path = folder / f"{number}-{page_type}-{degradation}.png"
            path.write_bytes(encode(picture=worse))
            yield Picture(page_type, theme, width, degradation, number, path, page.truth)


def read_all(*, seed: int, count: int) -> Iterator[Read]:
    """Make a set of pictures and read it."""
    with tempfile.TemporaryDirectory() as folder, worker() as reader:
        for picture in pictures(seed=seed, count=count, folder=Path(folder)):
            measured = reader.read(png=picture.path)
            yield Read(picture, measured.reading, measured.cpu_s, measured.peak_mb)
            picture.path.unlink()


def score(*, read: Iterable[Read]) -> dict[str, object]:
    """Return the figures of a set."""
    every = list(read)
    clear = [each for each in every if not each.unclear]
    return {
        "pictures": len(every),
        "readable": len(clear),
        "unreadable_by_degradation": _unreadable(every),
        "on_readable": _hits(clear),
        "on_unreadable": _hits([each for each in every if each.unclear]),
        "by_field": {
            name: _hits(clear, name=name)
            for name in FIELD_NAMES
        },
        "by_degradation": {
            name: _hits([each for each in clear if each.picture.degradation == name])
            for name in DEGRADATIONS
        },
        "by_page_type": {
            name: _hits([each for each in clear if each.picture.page_type == name])
            for name in PAGE_TYPES
        },
        "cpu_s": {
            "mean": round(statistics.fmean(each.cpu_s for each in every), 3),
            "median": round(statistics.median(each.cpu_s for each in every), 3),
            "most": max(each.cpu_s for each in every),
        },
        "peak_mb": max(each.peak_mb for each in every),
    }  # fmt: skip


def misses(*, read: Iterable[Read]) -> Iterator[str]:
    """Yield a line for each field of a readable picture that was not read, or made up."""
    for each in read:
        if each.unclear:
            continue
        place = f"{each.picture.page_type} {each.picture.degradation} {each.picture.seed}"
        for truth in each.picture.truth:
            values = [field.value for field in each.fields if field.name == truth.name]
            if not _holds(values, truth, folded=True):
                yield f"{place}: {truth.name} {truth.shown!r}, read {values}"
        for field in _made_up(each):
            yield f"{place}: {field.name} {field.value!r} does not stand there"


def _hits(read: Sequence[Read], *, name: str = "") -> dict[str, object]:
    """How many fields there were, were right, and were made up."""
    exact = folded = fields = made_up = 0
    for each in read:
        made_up += sum(not name or field.name == name for field in _made_up(each))
        for truth in each.picture.truth:
            if name and truth.name != name:
                continue
            values = [field.value for field in each.fields if field.name == truth.name]
            fields += 1
            exact += _holds(values, truth, folded=False)
            folded += _holds(values, truth, folded=True)
    share = round(folded / fields, 4) if fields else None
    return {
        "fields": fields,
        "exact": exact,
        "folded": folded,
        "folded_share": share,
        "made_up": made_up,
    }


def _holds(values: Sequence[str], truth: Truth, *, folded: bool) -> bool:
    if folded and truth.name not in ("amount", "time"):
        return fold(truth.value) in map(fold, values)
    return truth.value in values


def _made_up(read: Read) -> list[Field]:
    """The fields that stand nowhere on the page."""
    return [
        field
        for field in read.fields
        if not any(
            field.name == truth.name and _holds([field.value], truth, folded=True)
            for truth in read.picture.truth
        )
    ]


def _unreadable(read: Sequence[Read]) -> dict[str, str]:
    found = {}
    for name in DEGRADATIONS:
        some = [each for each in read if each.picture.degradation == name]
        unclear = [code for each in some for code in each.unclear[:1]]
        why = {code: unclear.count(code) for code in sorted(set(unclear))}
        found[name] = f"{len(unclear)} of {len(some)}" + (f" {json.dumps(why)}" if why else "")
    return found


def within_bars(*, scored: dict[str, object]) -> list[str]:
    """Return the bars that a set does not meet."""
    on_readable, cpu_s = scored["on_readable"], scored["cpu_s"]
    assert isinstance(on_readable, dict) and isinstance(cpu_s, dict)
    figures = {
        "folded": on_readable["folded_share"],
        "cpu_s": cpu_s["mean"],
        "peak_mb": scored["peak_mb"],
    }
    return [
        f"{name}: {figures[name]} where the bar is {bar}"
        for name, bar in BARS.items()
        if (figures[name] < bar if name == "folded" else figures[name] > bar)
    ]
