"""One file that is no archive: what kind it is, whether that is taken, and its decoder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from anxin.adapters.picture.opener.kinds import FAMILIES, HEAD_BYTES, check_kind, kind_of
from anxin.adapters.picture.opener.refuse import Refuse
from anxin.domain.evidence.limits import MEBIBYTE, Limits

if TYPE_CHECKING:
    # Pillow comes with it, and what is refused needs none.
    from anxin.adapters.picture.opener.book import Book


def accepted_kind(*, path: Path, ending: str, limits: Limits) -> str:
    """Return the kind of a file, one of FAMILIES; refuses what is empty, not taken or too big."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise Refuse("empty")
    kind = kind_of(head)
    check_kind(kind=kind, ending=ending)
    most = getattr(limits, f"{FAMILIES[kind]}_bytes")
    if path.stat().st_size > most:
        raise Refuse("too_large", limit=str(most // MEBIBYTE))
    return kind


def open_plain(*, path: Path, kind: str, book: Book, limits: Limits) -> None:
    """Write the pages of a picture, video or document."""
    from anxin.adapters.picture.opener.provenance import MIME, may_be_signed

    first = len(book.pages) + 1
    if kind == "mp4":
        from anxin.adapters.picture.opener.video import open_video

        open_video(path=path, book=book, limits=limits)
    elif kind == "pdf":
        from anxin.adapters.picture.opener.documents import open_document

        open_document(path=path, book=book, limits=limits)
    else:
        from anxin.adapters.picture.opener.pictures import open_picture

        open_picture(path=path, kind=kind, book=book, limits=limits)
    if kind in MIME and may_be_signed(path):
        book.signed.append((path, kind, first))
