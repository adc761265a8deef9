"""Opens one file: `python -m anxin.adapters.picture.opener ORIGINAL FOLDER LIMITS`.

Answers one JSON object on standard output: `media` and `pages`, or `code` and `params`. A file
with a claim of origin is answered for twice, first without it: whatever the claim does to this
process, the pages are safe.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from anxin.adapters.picture.opener.confine import confine
from anxin.adapters.picture.opener.files import accepted_kind, open_plain
from anxin.adapters.picture.opener.refuse import Refuse
from anxin.domain.evidence.limits import Limits


def main() -> None:
    """Confine this process, then open the file."""
    original, folder, limits = sys.argv[1], sys.argv[2], Limits(**json.loads(sys.argv[3]))
    confine(folder=folder, limits=limits)
    answer_for(Path(original), Path(folder), limits)


def answer_for(original: Path, folder: Path, limits: Limits) -> None:
    """Open a file and answer, whatever happens short of the end of this process."""
    try:
        _open(original, folder, limits)
    except Refuse as refusal:
        _answer({"code": refusal.code, "params": refusal.params})
    except MemoryError:
        _answer({"code": "bomb"})
    except Exception as error:  # whatever a decoder stumbles over is the file's fault
        _answer({"code": "damaged", "trouble": type(error).__name__})


def _open(original: Path, folder: Path, limits: Limits) -> None:
    kind = accepted_kind(path=original, ending=original.suffix.lstrip(".").lower(), limits=limits)
    # Only now: Pillow comes with these.
    from anxin.adapters.picture.opener.book import Book
    from anxin.adapters.picture.opener.provenance import provenance_of

    book = Book(folder, limits=limits)
    if kind == "zip":
        from anxin.adapters.picture.opener.archive import open_archive

        open_archive(path=original, book=book, limits=limits)
    else:
        open_plain(path=original, kind=kind, book=book, limits=limits)
    _answer(book.told(media=kind))
    if not book.signed:
        return
    for path, signed_kind, first in book.signed:
        book.trace(first=first, **provenance_of(path=path, kind=signed_kind))
    _answer(book.told(media=kind))


def _answer(told: dict[str, Any]) -> None:
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
