"""Zip archives: their pictures, videos and documents, by name; names are never used as paths."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Final

from anxin.adapters.picture.opener.book import Book
from anxin.adapters.picture.opener.files import accepted_kind, open_plain
from anxin.adapters.picture.opener.refuse import Refuse
from anxin.adapters.picture.opener.traces import clean
from anxin.domain.evidence.limits import MEBIBYTE, Limits

CHUNK_BYTES: Final = 65_536
SMALL_BYTES: Final = MEBIBYTE
"""What grows to less than this harms nobody, whatever its ratio."""
_ENCRYPTED: Final = 0x1
_CLUTTER: Final = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"})
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    ValueError,
    OSError,
)


def open_archive(*, path: Path, book: Book, limits: Limits) -> None:
    """Write the pages of every member, in the natural sequence of their names."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = _members(archive, limits)
            spent = 0
            for number, member in enumerate(members, start=1):
                target = book.folder / f"member-{number:03}"
                spent += _extract(archive, member, target, room=limits.unpacked_bytes - spent)
                _open_member(target, member, book, limits)
    except _BROKEN as error:
        raise Refuse("damaged") from error


def _members(archive: zipfile.ZipFile, limits: Limits) -> list[zipfile.ZipInfo]:
    """Return the files in an archive, or refuse it by what its directory says already."""
    members = [member for member in archive.infolist() if not _is_clutter(member)]
    if not members:
        raise Refuse("empty")
    if len(members) > limits.members:
        raise Refuse("too_many_files", limit=str(limits.members))
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise Refuse("locked")
    for member in members:
        grown = member.file_size > limits.ratio * max(1, member.compress_size)
        if grown and member.file_size > SMALL_BYTES:
            raise Refuse("bomb")
    if sum(member.file_size for member in members) > limits.unpacked_bytes:
        raise Refuse("too_large", limit=str(limits.unpacked_bytes // MEBIBYTE))
    return sorted(members, key=natural)


def _is_clutter(member: zipfile.ZipInfo) -> bool:
    """Whether a member is a folder, a link, or what computers put beside files."""
    mode = member.external_attr >> 16
    other = stat.S_IFMT(mode) not in (0, stat.S_IFREG)
    parts = PurePosixPath(member.filename).parts
    return (
        other
        or member.is_dir()
        or not _CLUTTER.isdisjoint(parts)
        or bool(parts and parts[-1].startswith("._"))
    )


def natural(member: zipfile.ZipInfo) -> list[tuple[int, int, str]]:
    """Return a key that sorts `2.png` before `10.png`."""
    parts = re.findall(r"([0-9]{1,18})|([^0-9]+)", member.filename.lower())
    return [(0, int(digits), "") if digits else (1, 0, text) for digits, text in parts]


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, *, room: int) -> int:
    """Write a member under a name of ours and return its size, whatever the directory said."""
    size = 0
    with archive.open(member) as source, target.open("xb") as file:
        while chunk := source.read(CHUNK_BYTES):
            size += len(chunk)
            if size > room:
                raise Refuse("bomb")
            file.write(chunk)
    return size


def _open_member(path: Path, member: zipfile.ZipInfo, book: Book, limits: Limits) -> None:
    name = PurePosixPath(member.filename).name
    try:
        kind = accepted_kind(path=path, ending=_ending(name), limits=limits)
        if kind == "zip":
            raise Refuse("nested")
        open_plain(path=path, kind=kind, book=book, limits=limits)
    except Refuse as refusal:
        if refusal.params.get("kind") == "archive":
            raise Refuse("nested", member=clean(name)) from refusal
        refusal.params["member"] = clean(name)
        raise


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lstrip(".").lower()
