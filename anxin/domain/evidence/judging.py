"""Judges what a later page is to an earlier one: the same, an edited copy, or another page.

Pixels alone cannot tell an edited copy from another buyer's page of the same app, nor can texts
alone tell a change from a misreading. A change counts where both speak: a field reads otherwise
and the pixels differ in that place, while the page shows itself to be the same one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from anxin.domain.evidence.folding import fold
from anxin.domain.evidence.pieces import Box, Field, Likeness

KINDS: Final = ("same", "edited", "marked", "similar", "different")
"""What a later page is to an earlier one.

`same`: the same picture, compressed, cropped or photographed. `edited`: the same with a field
changed. `marked`: the same with something drawn on it or covered. `similar`: the same page of an
app with other values. `different`: another page.
"""

PAYMENT_TOKENS: Final = ("order_no", "trade_no", "merchant_no")
TOKENS: Final = PAYMENT_TOKENS + ("card_code",)
"""What belongs to one order alone. A card's page may honestly show another balance, time or error
at the second visit; what a payment's page shows stays as it is."""

LONGEST: Final = 64


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where pixels and texts tell pages apart (measured by `bench.evidence.believing`).

    Share of differing tiles: honest copies .02 at most (a third of the size), edited ones .02,
    drawn upon .20 to .24, other orders' pages .01 to .13. The shares of copies and of other
    orders' pages overlap, so a share never decides alone.

    `marked_lowest`: the worst tile of thumbnails 240 pixels wide had .50, of other honest copies
    .86 and more, under a drawn line or where text was wiped out below .2. `changed_characters`:
    numbers of two payments of one day differ in nine signs and more of the last ten, an edit in
    one to three.

    Not measured: `confidence` of a reading; `token_characters`, below which a number is not
    unique; `marked_differing` and `similar_differing`, well above the shares of pages drawn upon
    and of other orders' pages that were seen, but whose own rates of error nobody knows.
    """

    same_differing: float = 0.05
    copy_differing: float = 0.12
    marked_differing: float = 0.40
    marked_lowest: float = 0.45
    similar_differing: float = 0.60
    confidence: float = 0.80
    changed_characters: int = 3
    token_characters: int = 8


THRESHOLDS: Final = Thresholds()


@dataclass(frozen=True, slots=True)
class Change:
    """A field that reads otherwise than on the earlier page; `box` is the part of it on the later
    page where the pixels differ most widely."""

    name: str
    was: str
    now: str
    box: Box


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a page is to an earlier one.

    `sure`: a unique number says that it is the same page, not only its looks. `changes` and
    `spots` are where it differs, on the later page.
    """

    kind: str
    sure: bool = False
    changes: tuple[Change, ...] = ()
    spots: tuple[Box, ...] = ()


def may_be_same(
    *, earlier: Sequence[Field], later: Sequence[Field], thresholds: Thresholds = THRESHOLDS
) -> bool:
    """Say whether two pages may be the same picture, by what was read on them alone.

    They plainly are not where both show numbers of one order each and none is the other's, nor
    one that was retyped. Laying them over each other would cost a hundred times as much.
    """
    names = {each.name for each in earlier} & {each.name for each in later} & set(TOKENS)
    pairs = [
        (one.value, other.value)
        for one in earlier
        for other in later
        if one.name == other.name and one.name in names
    ]
    near = (_distance(one, other) <= thresholds.changed_characters for one, other in pairs)
    return not pairs or any(near)


def judge(
    *,
    earlier: Sequence[Field],
    later: Sequence[Field],
    likeness: Likeness,
    thresholds: Thresholds = THRESHOLDS,
) -> Judgement:
    """Return what a page that reads `later` is to one that reads `earlier`.

    `likeness` is of the earlier laid over the later.
    """
    if not likeness.aligned or not likeness.differing <= thresholds.similar_differing:
        return Judgement("different")
    shared = _shared(earlier, later, thresholds)
    changes = _changes(earlier, later, likeness.spots, thresholds)
    if changes:
        return _changed(shared, changes, likeness, thresholds)
    return _unchanged(shared, likeness, thresholds)


def _changed(
    shared: frozenset[str], changes: tuple[Change, ...], likeness: Likeness, limits: Thresholds
) -> Judgement:
    """Judge a page on which a field reads otherwise."""
    tokens = [change for change in changes if change.name in TOKENS]
    retyped = all(_distance(each.was, each.now) <= limits.changed_characters for each in tokens)
    nearly_all = likeness.differing <= limits.copy_differing
    same_payment = bool(shared.intersection(PAYMENT_TOKENS)) and nearly_all
    one_token_retyped = bool(tokens) and retyped and nearly_all
    if same_payment or one_token_retyped:
        return Judgement("edited", True, changes, tuple(each.box for each in changes))
    if shared.intersection(TOKENS) and nearly_all:
        return Judgement("edited", False, changes, tuple(each.box for each in changes))
    return Judgement("similar")


def _unchanged(shared: frozenset[str], likeness: Likeness, limits: Thresholds) -> Judgement:
    """Judge a page on which every field that was read on both reads the same.

    That two pages have an error or a sum in common makes neither a copy of the other.
    """
    sure = bool(shared.intersection(TOKENS))
    drawn_on = bool(likeness.spots) and likeness.lowest < limits.marked_lowest
    if likeness.differing <= limits.same_differing and not drawn_on:
        return Judgement("same", sure)
    most = limits.marked_differing if sure else limits.copy_differing
    if shared.intersection(TOKENS + ("time",)) and likeness.differing <= most:
        return Judgement("marked", sure, spots=tuple(likeness.spots))
    return Judgement("similar", sure)


def _shared(earlier: Sequence[Field], later: Sequence[Field], limits: Thresholds) -> frozenset[str]:
    """Return the names of the fields of which both pages have one and the same."""
    known = {_key(each) for each in earlier}
    return frozenset(each.name for each in later if _key(each) in known and _tells(each, limits))


def _tells(found: Field, limits: Thresholds) -> bool:
    """Whether a value is long enough to be of one order alone, where that is what it is for."""
    return found.name not in TOKENS or len(fold(found.value)) >= limits.token_characters


def _changes(
    earlier: Sequence[Field], later: Sequence[Field], spots: Sequence[Box], limits: Thresholds
) -> tuple[Change, ...]:
    """Return the fields that read otherwise where the pixels differ too."""
    before = {_key(each) for each in earlier}
    after = {_key(each) for each in later}
    gone = [each for each in earlier if _key(each) not in after and _read(each, limits)]
    come = [each for each in later if _key(each) not in before and _read(each, limits)]
    found = []
    for each in come:
        others = [one for one in gone if one.name == each.name]
        places = [_common(each.box, spot) for spot in spots if _overlap(each.box, spot)]
        if others and places:
            was = min(others, key=lambda one: (_distance(one.value, each.value), one.value))
            found.append(Change(each.name, was.value, each.value, max(places, key=_area)))
    return tuple(found)


def _read(found: Field, limits: Thresholds) -> bool:
    return found.confidence >= limits.confidence


def _key(found: Field) -> tuple[str, str]:
    """Return what two readings of one field have in common."""
    plain = found.name in ("amount", "time")
    return found.name, found.value if plain else fold(found.value)


def _overlap(one: Box, other: Box) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )


def _common(one: Box, other: Box) -> Box:
    return Box(
        max(one.left, other.left),
        max(one.top, other.top),
        min(one.right, other.right),
        min(one.bottom, other.bottom),
    )


def _area(box: Box) -> int:
    return (box.right - box.left) * (box.bottom - box.top)


def _distance(one: str, other: str) -> int:
    """Return how many characters were put in, taken out or exchanged (Levenshtein).

    >>> _distance("AB12", "AB72"), _distance("ab", "AB-C")
    (1, 1)
    """
    first, second = fold(one)[:LONGEST], fold(other)[:LONGEST]
    row = list(range(len(second) + 1))
    for count, letter in enumerate(first, 1):
        above, row = row, [count]
        for place, sign in enumerate(second):
            row.append(min(above[place + 1] + 1, row[place] + 1, above[place] + (letter != sign)))
    return row[-1]
