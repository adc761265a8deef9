"""How tests have a file opened: kept under a name, unpacked into a folder of its own."""

from __future__ import annotations

from pathlib import Path

from anxin.adapters.picture.unpacker import JailedUnpacker
from anxin.domain.evidence.limits import Limits
from anxin.domain.evidence.pieces import Unpacked, Unusable

Outcome = Unpacked | Unusable


def opened(
    folder: Path, content: bytes, *, name: str = "file", limits: Limits | None = None
) -> Outcome:
    """What the unpacker makes of a file; pages lie in `folder/pages`."""
    original, pages = folder / name, folder / "pages"
    original.write_bytes(content)
    pages.mkdir(exist_ok=True)
    for left in pages.iterdir():
        left.unlink()
    unpacker = JailedUnpacker(limits=limits) if limits else JailedUnpacker()
    return unpacker.unpack(original=str(original), folder=str(pages))


def unpacked(folder: Path, content: bytes, *, name: str = "file") -> Unpacked:
    """The pages of a file that must be taken."""
    outcome = opened(folder, content, name=name)
    assert isinstance(outcome, Unpacked), outcome
    return outcome
