"""Edits pages as people do: one sign of one field, in three ways, then sent as people send.

`rendered`: the page drawn again with another value, as a browser's inspector or an app for fake
receipts does: no trace is left in the pixels. `redrawn`: the field painted over a JPEG in the same
font, a pixel beside its place. `copied`: a figure of a number copied over another of it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from playwright.sync_api import Browser

from anxin.domain.evidence.pieces import Box
from bench.evidence.degrade import DEGRADATIONS, Picture, decode
from bench.evidence.pages import Rendered, Truth, render
from bench.evidence.values import Values

EDITED: Final = ("amount", "time", "order_no", "trade_no", "card_code")
WAYS: Final = ("rendered", "redrawn", "copied")
SENT: Final = ("clean", "jpeg60", "half", "chat")
SIGNS: Final = "34679"
"""What is put in place of another sign; none of them is folded into one."""


@dataclass(frozen=True, slots=True)
class Edit:
    """An edited picture: which field, in which way, what it reads now, where."""

    field: str
    way: str
    value: str
    picture: Picture
    box: Box


def edits(
    *, browser: Browser, page: Rendered, values: Values, seed: int, chance: random.Random
) -> Iterator[Edit]:
    """Yield each field of a page edited in each way that is possible for it."""
    original = decode(png=page.png)
    for true in page.truth:
        if true.name not in EDITED:
            continue
        again = render(
            browser=browser,
            page_type=page.page_type,
            values=_changed(values, true.name, chance),
            theme=page.theme,
            width=page.width,
            seed=seed,
        )
        drawn = decode(png=again.png)
        now = next(each for each in again.truth if each.name == true.name)
        box = now.box
        yield Edit(true.name, "rendered", now.value, drawn, box)
        if drawn.shape == original.shape and _as_wide(true.box, box):
            painted = _painted(original, drawn, box, chance)
            yield Edit(true.name, "redrawn", now.value, painted, box)
        copied = _copied(original, true, chance)
        if copied is not None:
            yield Edit(true.name, "copied", *copied, true.box)


def _changed(values: Values, name: str, chance: random.Random) -> Values:
    """The values with one sign of one of them changed; the phone's clock shows what it showed."""
    if name == "time":
        days = [day for day in range(1, 29) if _differ(day, values.at.day) == 1]
        return replace(values, at=values.at.replace(day=chance.choice(days)))
    if name == "trade_no":
        return replace(
            values,
            alipay_no=_one_other(values.alipay_no, chance),
            wechat_no=_one_other(values.wechat_no, chance),
        )
    other = _one_other(getattr(values, name), chance)
    return {
        "amount": replace(values, amount=other),
        "order_no": replace(values, order_no=other),
        "card_code": replace(values, card_code=other),
    }[name]


def _differ(one: int, other: int) -> int:
    return sum(a != b for a, b in zip(f"{one:02}", f"{other:02}", strict=True))


def _one_other(text: str, chance: random.Random) -> str:
    place = chance.choice([at for at, sign in enumerate(text) if sign.isalnum()])
    sign = chance.choice([each for each in SIGNS if each != text[place]])
    return text[:place] + sign + text[place + 1 :]


def _as_wide(one: Box, other: Box) -> bool:
    """Whether the layout stayed: another value would not fit over the old one else."""
    return (one.left, one.top, one.right, one.bottom) == (
        other.left,
        other.top,
        other.right,
        other.bottom,
    )


def _painted(original: Picture, drawn: Picture, box: Box, chance: random.Random) -> Picture:
    worn = DEGRADATIONS["jpeg60"](original, 0).copy()
    aside = chance.choice((-1, 0, 1))
    left, right = max(2, box.left), min(worn.shape[1] - 2, box.right)
    worn[box.top : box.bottom, left + aside : right + aside] = drawn[
        box.top : box.bottom, left:right
    ]
    return worn


def _copied(original: Picture, true: Truth, chance: random.Random) -> tuple[str, Picture] | None:
    """A figure over another, where figures stand in cells of one width in one line."""
    cell = (true.box.right - true.box.left) / len(true.shown)
    if not true.shown.isdigit() or true.box.bottom - true.box.top > 3.5 * cell:
        return None
    pairs = [
        (to, source)
        for to, sign in enumerate(true.shown)
        for source, other in enumerate(true.shown)
        if sign != other
    ]
    to, source = chance.choice(pairs)
    edited, wide = original.copy(), round(cell)
    onto, of = (round(true.box.left + at * cell) for at in (to, source))
    rows = slice(true.box.top, true.box.bottom)
    edited[rows, onto : onto + wide] = original[rows, of : of + wide]
    return true.shown[:to] + true.shown[source] + true.shown[to + 1 :], edited


def sent(*, edit: Edit, how: str, seed: int) -> tuple[Picture, Box]:
    """Return an edited picture as it arrives, and where the edit is on it."""
    worsen: Callable[[Picture, int], Picture] = DEGRADATIONS[how]
    arrived = worsen(edit.picture, seed)
    by = arrived.shape[1] / edit.picture.shape[1]
    return arrived, scaled(edit.box, by)


def scaled(box: Box, by: float) -> Box:
    """Return a box on a picture that was made bigger or smaller."""
    return Box(*(round(side * by) for side in (box.left, box.top, box.right, box.bottom)))
