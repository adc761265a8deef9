"""PDF: each page drawn as a picture, forms and scripts left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pypdfium2

from anxin.adapters.picture.opener.book import Book
from anxin.adapters.picture.opener.refuse import Refuse
from anxin.adapters.picture.opener.traces import clean
from anxin.domain.evidence.limits import Limits
from anxin.domain.evidence.pieces import Traces

SCALE: Final = 2.0
"""144 dots per inch: small print of a statement (8 points) is 16 px high, twice what is needed."""
MOST_PIXELS: Final = 6_000_000


def open_document(*, path: Path, book: Book, limits: Limits) -> None:
    """Write each page of a PDF as a page."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower() or "security" in str(error).lower()
        raise Refuse("locked" if locked else "damaged") from error
    try:
        _draw(document, book, limits)
    except (pypdfium2.PdfiumError, ValueError) as error:
        raise Refuse("damaged") from error
    finally:
        document.close()


def _draw(document: pypdfium2.PdfDocument, book: Book, limits: Limits) -> None:
    if len(document) > limits.pages:
        raise Refuse("too_many_pages", limit=str(limits.pages))
    if not len(document):
        raise Refuse("damaged")
    told = document.get_metadata_dict(skip_empty=True)
    traces = Traces(software=clean(told.get("Creator") or told.get("Producer")))
    for page in document:
        width, height = page.get_size()
        scale = min(SCALE, (MOST_PIXELS / max(1.0, width * height)) ** 0.5)
        bitmap = page.render(scale=scale, may_draw_forms=False)
        book.add(bitmap.to_pil(), traces=traces)
        bitmap.close()
        page.close()
