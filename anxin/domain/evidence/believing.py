"""Says how far a page is believed, from what it is to earlier ones and what its file says.

What was reused or edited is a doubt that a person looks at; everything else orders the queue.
Nothing here refuses a request, and that a file says nothing of its origin never counts: chats
strip everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from anxin.domain.evidence.judging import TOKENS, Judgement
from anxin.domain.evidence.pieces import Field, Finding, Traces

WHOSE: Final = ("this_order", "this_account", "another_account")
"""Whose an earlier piece is, seen from the later one: of the same order, of another order of the
same buyer, or of somebody else."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is compared in full, and when a page passes for a photo.

    `candidate_bits`: of 256 bits of the perceptual hash. Recompressed copies were
    at most 10 apart, cropped ones 61 in the median; another buyer's page of the same app 8 and
    more, so the hash only makes candidates. `flat_share`: of 16 photos at most .40 of the blocks
    were flat, of 45 screenshots at least .79.
    """

    candidate_bits: int = 90
    most_compared: int = 8
    flat_share: float = 0.60


SETTINGS: Final = Settings()
CANDIDATE_BITS: Final = SETTINGS.candidate_bits

EDITORS: Final = (
    "photoshop", "lightroom", "gimp", "snapseed", "picsart", "pixelmator", "affinity", "canva",
    "meitu", "美图", "醒图", "paint.net", "krita", "coreldraw", "inkscape", "photopea", "faceapp",
)  # fmt: skip
"""Programs whose trade is to change pictures. A phone's system or camera is no editor."""

WEIGHT_OF: Final = {"agrees": 0, "hint": 1, "doubt": 20, "contradicts": 100}
MOST_SPOTS: Final = 10
"""More places are not pointed at on one page: the reviewer sees both side by side."""

MOST_HINTS: Final = 9
"""So many hints weigh, not more: all together they stand behind one doubt."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An earlier page that may be the same: how far its hash is, how many numbers it shares."""

    key: str
    bits: int
    tokens: int = 0
    same_pixels: bool = False


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier page, beside the one that is looked at.

    `whose` is one of WHOSE; `reference` is how people call the earlier piece; `tokens` are the
    later page's fields that stand on the earlier one too; `judgement` is None if it was not
    compared in full.
    """

    whose: str
    reference: str
    same_file: bool = False
    same_pixels: bool = False
    tokens: Sequence[Field] = ()
    judgement: Judgement | None = None


def picked(
    *, candidates: Sequence[Candidate], settings: Settings = SETTINGS
) -> tuple[Candidate, ...]:
    """Return the earlier pages worth comparing in full: shared numbers first, then the nearest."""
    worth = [
        each
        for each in candidates
        if each.same_pixels or each.tokens > 0 or each.bits <= settings.candidate_bits
    ]
    ordered = sorted(worth, key=lambda each: (not each.same_pixels, -each.tokens, each.bits))
    return tuple(ordered[: max(0, settings.most_compared)])


def findings_of(
    *,
    earlier: Sequence[Earlier],
    traces: Traces,
    flat_share: float,
    clear: bool,
    page: int = 1,
    settings: Settings = SETTINGS,
) -> tuple[Finding, ...]:
    """Return what earlier pages and its own file say of a page.

    On a page that is not clear a changed field is only a hint: it may be misread.
    """
    reused = [found for one in earlier for found in _of_earlier(one, clear, page)]
    return (*reused, *_of_file(traces, flat_share, page, settings))


def weight_of(findings: Sequence[Finding]) -> int:
    """Return a number that orders the queue, the most to look at highest."""
    hints = sum(each.weight == "hint" for each in findings)
    others = sum(WEIGHT_OF.get(each.weight, 0) for each in findings if each.weight != "hint")
    return min(hints, MOST_HINTS) * WEIGHT_OF["hint"] + others


def _of_earlier(one: Earlier, clear: bool, page: int) -> Iterator[Finding]:
    """What one earlier page says: an edit for itself, else the strongest sign of reuse."""
    judged = one.judgement or Judgement("different")
    params = {"reference": one.reference}
    if one.same_file or one.same_pixels:
        yield from _reused_whole(one, judged, page)
    elif judged.kind == "edited":
        yield from _edited(one, judged, clear, page)
    elif one.whose != "this_order" and judged.kind in ("same", "marked"):
        doubtful = one.whose == "another_account" and judged.sure
        yield Finding("reused_picture", "doubt" if doubtful else "hint", params, page=page)
    elif one.whose != "this_order":
        yield from _reused_tokens(one, page)
    if judged.kind == "marked" and not one.same_pixels:
        for spot in judged.spots[:MOST_SPOTS]:
            yield Finding("marked_copy", "hint", params, spot, page)


def _reused_whole(one: Earlier, judged: Judgement, page: int) -> Iterator[Finding]:
    """The same file, or the same pixels. Two people's error dialogs may have the same pixels."""
    if one.whose == "this_order":
        return
    telling = one.same_file or judged.sure or bool(one.tokens)
    doubtful = one.whose == "another_account" and telling
    code = "reused_file" if one.same_file else "reused_picture"
    params = {"reference": one.reference}
    yield Finding(code, "doubt" if doubtful else "hint", params, page=page)


def _edited(one: Earlier, judged: Judgement, clear: bool, page: int) -> Iterator[Finding]:
    weight = "doubt" if judged.sure and clear else "hint"
    for change in judged.changes:
        params = {
            "reference": one.reference,
            "field": change.name,
            "was": change.was,
            "now": change.now,
        }
        yield Finding("edited_copy", weight, params, change.box, page)


def _reused_tokens(one: Earlier, page: int) -> Iterator[Finding]:
    weight = "doubt" if one.whose == "another_account" else "hint"
    for token in one.tokens:
        if token.name in TOKENS:
            params = {"reference": one.reference, "field": token.name, "value": token.value}
            yield Finding("reused_token", weight, params, token.box, page)


def _of_file(traces: Traces, flat_share: float, page: int, settings: Settings) -> Iterator[Finding]:
    """What a file says of itself: weak and one-sided."""
    photo = flat_share < settings.flat_share
    named = traces.software.lower()
    signs: tuple[tuple[str, bool, dict[str, str]], ...] = (
        ("photo_of_screen", photo, {}),
        ("editor_trace", any(each in named for each in EDITORS), {"software": traces.software}),
        ("camera_on_screenshot", bool(traces.camera) and not photo, {"camera": traces.camera}),
        ("provenance_broken", traces.provenance == "broken", {}),
        ("machine_made", bool(traces.generator), {"generator": traces.generator}),
    )
    for code, found, params in signs:
        if found:
            yield Finding(code, "hint", params, page=page)
