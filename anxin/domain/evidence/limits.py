"""What is taken and from where on something is found: settings with the measurement behind them.

Sizes are bytes, times seconds; pixels are of the picture as it is sent.
"""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How big a file may be before it is refused.

    A phone's screenshot has 4 million pixels and 3 MiB, its photo 12 to 50 million; a minute of
    screen recording has about 30 MiB. Opening takes at most 25 CPU seconds (such a recording, or
    a zip of twenty photos; docs/evidence.md); the wall limit is far above, since files are opened
    at the lowest priority, and meant for what hangs.

    Reading the pages may take `reading_seconds` of CPU together, a page usually one: nothing that
    is sent stops a reader for longer. The longest chats that were seen are 13 times as long as
    wide; a page may be `times_longer`, but a strip cut out of one, up to `strip_px`, any shape.
    """

    picture_bytes: int = 20 * MEBIBYTE
    video_bytes: int = 100 * MEBIBYTE
    document_bytes: int = 20 * MEBIBYTE
    archive_bytes: int = 50 * MEBIBYTE
    pixels: int = 50_000_000
    times_longer: int = 40
    strip_px: int = 2_000
    video_seconds: int = 60
    pages: int = 20
    members: int = 20
    unpacked_bytes: int = 100 * MEBIBYTE
    ratio: int = 100
    cpu_seconds: int = 60
    wall_seconds: int = 180
    reading_seconds: int = 180
    memory_bytes: int = 1_200 * MEBIBYTE

    @property
    def upload_bytes(self) -> int:
        """The most that any file may have."""
        return max(self.picture_bytes, self.video_bytes, self.document_bytes, self.archive_bytes)


LIMITS = Limits()
