"""What a piece of evidence is made of: its pages, what was read on them, what was found.

Boxes are pixels of the page as it is shown, from the top left. Confidence is 0 to 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

MEDIA: Final = ("png", "jpeg", "webp", "mp4", "pdf", "zip")
"""What is taken; QuickTime's MOV counts as `mp4`."""

FIELD_NAMES: Final = (
    "order_no",
    "trade_no",
    "merchant_no",
    "amount",
    "time",
    "card_code",
    "error_code",
)
"""What is looked for on a page. `merchant_no` is the merchant's own number for the payment."""

WEIGHTS: Final = ("agrees", "hint", "doubt", "contradicts")
"""How much a finding says, from good to bad.

`agrees` with the records; a `hint` is weak and only orders the queue; a `doubt` (reused, edited)
makes a piece suspicious; what `contradicts` the records makes it inconsistent.
"""


PROVENANCE: Final = ("none", "unverified", "trusted", "broken")
"""What a file's claim of its origin (C2PA) is worth; see `Traces`."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text as it was read."""

    text: str
    score: float
    box: Box


@dataclass(frozen=True, slots=True)
class Field:
    """One of FIELD_NAMES as it was read.

    `value` is as it stands on the page, its spaces taken out, but for two: an `amount` is a
    decimal number without sign or currency (`259.13`), a `time` is `2026-11-26 14:03` or
    `2026-11-26 14:03:59`, without an offset, as pages show it.
    """

    name: str
    value: str
    confidence: float
    box: Box
    page: int = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found: a code (worded in `domain.wording.evidence`) and how much it says.

    `params` fill the words; `box` is its place on page number `page`, if it has one.
    """

    code: str
    weight: str
    params: Mapping[str, str] = field(default_factory=dict)
    box: Box | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Traces:
    """What a file says of its origin: weak and one-sided, since chats strip everything.

    `software`, `camera`: as the file names them, at most 80 characters. `provenance` (C2PA) is
    `none`, `unverified` (whole, by a signer whom nobody vouches for), `trusted` or `broken`;
    `generator` is set where it says that a machine made the picture.
    """

    software: str = ""
    camera: str = ""
    provenance: str = "none"
    generator: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page, frame or member of a file, re-encoded: nothing of the original's bytes is in it.

    `png` holds its pixels unchanged (upright, RGB) for reading, but for photos and other pages
    whose shorter side is beyond 2200 pixels, which are made smaller; `width` and `height` are its
    own. `shown` is the smaller WebP that people see. Both are paths of files in the folder that
    the unpacker was given.
    """

    number: int
    width: int
    height: int
    png: str
    shown: str
    traces: Traces = Traces()


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A file that could be opened: what it is, and its pages in their sequence."""

    media: str
    pages: Sequence[Page]


@dataclass(frozen=True, slots=True)
class Unusable:
    """A file that is refused: a code of REFUSALS and what fills its words."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


REFUSALS: Final = (
    "empty",
    "not_accepted",
    "disguised",
    "too_large",
    "too_many_pixels",
    "too_thin",
    "too_long",
    "too_many_pages",
    "too_many_files",
    "damaged",
    "locked",
    "nested",
    "bomb",
    "took_too_long",
    "altered",
)
"""Why a file is refused, each said in the buyer's words by `domain.wording.evidence`.

`not_accepted`: a kind of file that is not taken (`params["kind"]` where it is known);
`disguised`: it says it is one kind and is another; `too_thin`: a line rather than a page;
`locked`: it needs a password; `nested`: an archive in an archive; `bomb`: it would grow beyond
all measure; `altered`: what was kept is not what was sent, which is no fault of the sender's.
"""


@dataclass(frozen=True, slots=True)
class PageReading:
    """A page as it was read. `sharpness`: deviation of the Laplacian on edges at 540 px wide.

    `tilt`: by how many degrees its lines fall to the right: a photo's do by a few, those of a page
    that lies on its side by 90 or -90, of one that stands on its head by about 180.
    """

    width: int
    height: int
    lines: Sequence[Line]
    sharpness: float
    tilt: float = 0.0


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a page is recognised by: sum of its pixels, 256-bit perceptual hash, share of flat
    8x8 blocks (a screenshot has many, a photo few)."""

    pixel_sha256: bytes
    perceptual: bytes
    flat_share: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two pages are once one is laid over the other.

    `aligned`: whether it could be laid over at all. `differing`: share of textured tiles that
    differ; `lowest`: correlation of the tile that differs most; `spots`: where tiles differ, in
    pixels of the later page, neighbours put together.
    """

    aligned: bool
    differing: float = 1.0
    lowest: float = -1.0
    spots: Sequence[Box] = ()
