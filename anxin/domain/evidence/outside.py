"""What evidence needs of the outside world: a place for files, a jail to open them, a reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, Protocol

from anxin.domain.evidence.pieces import Fingerprint, Likeness, PageReading, Unpacked, Unusable


class FileStore(Protocol):
    """Keeps files by a key that we choose (`evidence/<two letters>/<random>.<ending>`)."""

    def put(self, *, key: str, file: BinaryIO) -> None:
        """Keep what is read from `file` under a key that is new. Raises `StoreFailed`."""
        ...

    def open(self, *, key: str) -> BinaryIO:
        """Return a file to read; the caller closes it. Raises `StoreFailed`."""
        ...

    def remove(self, *, key: str) -> None:
        """Forget a file; one that is not there is no error. Raises `StoreFailed`."""
        ...


class StoreFailed(Exception):
    """The store did not take or give a file. Trying again may help."""


class Unpacker(Protocol):
    """Opens files of strangers, in a process of its own that may neither grow nor stay."""

    def unpack(self, *, original: str, folder: str) -> Unpacked | Unusable:
        """Re-encode a file into pages in `folder`, or say why it is refused. Never raises for
        what a file contains."""
        ...


class PageReader(Protocol):
    """Reads text on pages. Slow (about a second) and big: kept warm in a process of its own."""

    def read(self, *, png: str, cpu_seconds: float) -> PageReading:
        """Return the lines of a page, from top to bottom. Raises `TookTooLong`."""
        ...


class TookTooLong(Exception):
    """Reading a page took more time than it was given."""


class Comparer(Protocol):
    """Recognises pictures."""

    def fingerprint(self, *, picture: str) -> Fingerprint:
        """Return what a page is recognised by."""
        ...

    def likeness(self, *, earlier: str, later: str) -> Likeness:
        """Lay `earlier` over `later` and return how alike they are."""
        ...


@dataclass(frozen=True, slots=True)
class EvidenceTools:
    """What those who read evidence are handed (`wiring.evidence_tools`)."""

    files: FileStore
    unpacker: Unpacker
    reader: PageReader
    comparer: Comparer
