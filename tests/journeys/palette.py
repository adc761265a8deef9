"""Make a browser's PNG small: 256 colours instead of 16 million, by the standard library alone.

Source: PNG Specification (W3C, third edition), sections 9 and 11.
"""

from __future__ import annotations

import struct
import zlib
from collections import Counter

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {2: 3, 6: 4}


def with_palette(png: bytes) -> bytes:
    """Return the picture with its 256 most frequent colours; rarer ones become the nearest.

    Takes what Chromium writes: 8 bits per channel, not interlaced; transparency is dropped.
    """
    width, height, depth, colour_type, _, _, interlaced = struct.unpack(">IIBBBBB", png[16:29])
    assert depth == 8 and colour_type in CHANNELS and not interlaced
    rows = _rows(_data(png), width * CHANNELS[colour_type], CHANNELS[colour_type])
    colours = [_colours(row, CHANNELS[colour_type]) for row in rows]
    counts = Counter(colour for row in colours for colour in row)
    palette = [colour for colour, _ in counts.most_common(256)]
    index = {colour: palette.index(_nearest(colour, palette)) for colour in counts}
    lines = b"".join(b"\0" + bytes(index[colour] for colour in row) for row in colours)
    return b"".join(
        [
            SIGNATURE,
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", b"".join(bytes(colour) for colour in palette)),
            _chunk(b"IDAT", zlib.compress(lines, 9)),
            _chunk(b"IEND", b""),
        ]
    )


def _data(png: bytes) -> bytes:
    """The picture's bytes, still filtered."""
    at, parts = len(SIGNATURE), []
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            parts.append(png[at + 8 : at + 8 + length])
        at += length + 12
    return zlib.decompress(b"".join(parts))


def _rows(data: bytes, width: int, step: int) -> list[bytes]:
    """Undo the filters, row by row."""
    rows, above = [], bytes(width)
    for at in range(0, len(data), width + 1):
        above = _unfiltered(data[at], data[at + 1 : at + 1 + width], above, step)
        rows.append(above)
    return rows


def _unfiltered(kind: int, row: bytes, above: bytes, step: int) -> bytes:
    out = bytearray(row)
    for i in range(len(out)) if kind else ():
        left = out[i - step] if i >= step else 0
        corner = above[i - step] if i >= step else 0
        guess = (0, left, above[i], (left + above[i]) // 2, _paeth(left, above[i], corner))[kind]
        out[i] = (out[i] + guess) & 255
    return bytes(out)


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda one: abs(guess - one))


def _colours(row: bytes, step: int) -> list[tuple[int, int, int]]:
    return list(zip(row[0::step], row[1::step], row[2::step], strict=True))


def _nearest(
    colour: tuple[int, int, int], palette: list[tuple[int, int, int]]
) -> tuple[int, int, int]:
    return min(palette, key=lambda one: sum((a - b) ** 2 for a, b in zip(one, colour, strict=True)))


def _chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)
