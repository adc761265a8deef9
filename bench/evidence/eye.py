"""Sees drawn pages as the product does: its files, what is read, what is recognised by."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2

from anxin.adapters.ocr.reader import RapidReader
from anxin.adapters.picture.comparing import PictureComparer
from anxin.domain.evidence.clarity import unclear_because
from anxin.domain.evidence.fields import fields_of
from anxin.domain.evidence.judging import Judgement, judge
from anxin.domain.evidence.pieces import Field, Fingerprint, Likeness
from bench.evidence.degrade import Picture, encode
from bench.evidence.edits import Edit, scaled
from bench.evidence.pages import Rendered

SHOWN_SIDE, SHOWN_QUALITY = 2000, 85


@dataclass(frozen=True)
class Seen:
    """A page as the product has it: its files, what was read, what it is recognised by."""

    png: str
    shown: str
    fields: Sequence[Field]
    clear: bool
    print_: Fingerprint


@dataclass
class Tally:
    """What happened to the pairs of one kind, and what they cost."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    compare_s: list[float] = field(default_factory=list)
    print_s: list[float] = field(default_factory=list)

    def add(self, kind: str, *outcomes: str) -> None:
        """Count a pair once and each of its outcomes."""
        self.counts.setdefault(kind, Counter()).update(("pairs", *outcomes))


class Eye:
    """Sees and compares pages as the product does, and takes the time."""

    def __init__(self, folder: Path, tally: Tally, *, reads: bool) -> None:
        self._folder, self._tally, self._reads = folder, tally, reads
        self._comparer, self._reader = PictureComparer(), RapidReader()
        self._number = 0

    def see(
        self,
        *,
        picture: Picture,
        page: Rendered,
        edit: Edit | None = None,
        keep: bool = False,
    ) -> Seen:
        """Save a picture as the unpacker does, and read it; one to `keep` comes earlier later."""
        self._number += 1
        png = str(self._folder / f"{self._number}.png")
        shown = str(self._folder / f"{self._number}.webp")
        Path(png).write_bytes(encode(picture=picture))
        if keep:
            by = min(1.0, SHOWN_SIDE / max(picture.shape[:2]))
            smaller = cv2.resize(picture, None, fx=by, fy=by, interpolation=cv2.INTER_AREA)
            cv2.imwrite(shown, smaller[:, :, ::-1], [cv2.IMWRITE_WEBP_QUALITY, SHOWN_QUALITY])
        fields, clear = self._read(png) if self._reads else (told(picture, page, edit), True)
        before = time.process_time()
        print_ = self._comparer.fingerprint(picture=png)
        self._tally.print_s.append(time.process_time() - before)
        return Seen(png, shown, fields, clear, print_)

    def _read(self, png: str) -> tuple[Sequence[Field], bool]:
        reading = self._reader.read(png=png)
        return fields_of(reading=reading), not unclear_because(reading=reading)

    def lay(self, earlier: Seen, later: Seen) -> tuple[Likeness, Judgement]:
        """Lay the copy that is kept of a page over a later one."""
        before = time.process_time()
        likeness = self._comparer.likeness(earlier=earlier.shown, later=later.png)
        self._tally.compare_s.append(time.process_time() - before)
        return likeness, judge(earlier=earlier.fields, later=later.fields, likeness=likeness)


def told(picture: Picture, page: Rendered, edit: Edit | None) -> list[Field]:
    """Return what stands on a picture of a page; places are right where it was only scaled."""
    by = picture.shape[1] / page.width
    found = []
    for true in page.truth:
        edited = edit is not None and edit.field == true.name
        value, box = (edit.value, edit.box) if edit and edited else (true.value, true.box)
        found.append(Field(true.name, value, 0.99, scaled(box, by)))
    return found


def distance(one: Fingerprint, other: Fingerprint) -> int:
    """Return how many bits of the perceptual hashes differ."""
    return (int.from_bytes(one.perceptual) ^ int.from_bytes(other.perceptual)).bit_count()
