"""What a file is by its leading bytes; its name's ending is only held against that.

No sniffer is a safety check: the decoder is. Here is decided which decoder is asked.
"""

from __future__ import annotations

from typing import Final

from anxin.adapters.picture.opener.refuse import Refuse

HEAD_BYTES: Final = 4096

FAMILIES: Final = {
    "png": "picture",
    "jpeg": "picture",
    "webp": "picture",
    "mp4": "video",
    "pdf": "document",
    "zip": "archive",
}
"""The kinds that are taken, and which limit of size holds for each."""

_ENDINGS: Final = {
    **dict.fromkeys(("png", "jpg", "jpeg", "webp"), "picture"),
    **dict.fromkeys(("mp4", "mov", "m4v"), "video"),
    "pdf": "document",
    "zip": "archive",
}
_ACTIVE: Final = frozenset({"html", "svg", "text", "program"})

_MAGIC: Final = (
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"\xff\xd8\xff", "jpeg"),
    (0, b"%PDF-", "pdf"),
    (0, b"GIF8", "gif"),
    (0, b"BM", "picture"),
    (0, b"II*\0", "picture"),
    (0, b"MM\0*", "picture"),
    (0, b"8BPS", "picture"),
    (0, b"\0\0\1\0", "picture"),
    (0, b"\xff\x0a", "picture"),
    (0, b"\0\0\0\x0cJXL ", "picture"),
    (0, b"Rar!", "archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "archive"),
    (0, b"\x1f\x8b", "archive"),
    (0, b"BZh", "archive"),
    (0, b"\xfd7zXZ\0", "archive"),
    (257, b"ustar", "archive"),
    (0, b"MZ", "program"),
    (0, b"\x7fELF", "program"),
    (0, b"dex\n", "program"),
    (0, b"\xca\xfe\xba\xbe", "program"),
    (0, b"\x1aE\xdf\xa3", "video"),
    (0, b"FLV", "video"),
    (0, b"#!AMR", "audio"),
    (0, b"#!SILK", "audio"),
    (0, b"\x02#!SILK", "audio"),
    (0, b"ID3", "audio"),
    (0, b"OggS", "audio"),
    (0, b"fLaC", "audio"),
    (0, b"#!", "program"),
    (0, b"\xd0\xcf\x11\xe0", "office"),
    (0, b"{\\rtf", "office"),
)
_RIFF: Final = {b"WEBP": "webp", b"AVI ": "video", b"WAVE": "audio"}
_HEIF_BRANDS: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_QUICKTIME_ATOMS: Final = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
_ZIPPED: Final = (
    (b"AndroidManifest.xml", "program"),
    (b"META-INF/", "program"),
    (b"[Content_Types].xml", "office"),
    (b"mimetypeapplication/", "office"),
)
_MARKUP: Final = (b"<!doctype html", b"<html", b"<script", b"<body", b"<iframe")


def kind_of(head: bytes) -> str:
    """Return the kind of a file by its first bytes: one of FAMILIES, or a word for what is not
    taken (`gif heic svg html text office program archive audio video picture`), or ``""``."""
    if head.startswith(b"PK") and head[2:4] in (b"\3\4", b"\5\6", b"\7\x08"):
        return next((kind for sign, kind in _ZIPPED if sign in head), "zip")
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12], "")
    if head[4:8] == b"ftyp" or head[4:8] in _QUICKTIME_ATOMS:
        return _iso_kind(head)
    found = (kind for at, sign, kind in _MAGIC if head[at : at + len(sign)] == sign)
    return next(found, None) or _text_kind(head)


def check_kind(*, kind: str, ending: str) -> None:
    """Refuse what is not taken, and what its name calls by another kind.

    A PNG that is named `.jpg` is common and harmless; a page of HTML of that name is neither.
    """
    claimed = _ENDINGS.get(ending)
    if claimed and (kind in _ACTIVE or FAMILIES.get(kind, claimed) != claimed):
        raise Refuse("disguised")
    if kind not in FAMILIES:
        raise Refuse("not_accepted", **({"kind": kind} if kind else {}))


def hides_markup(head: bytes) -> bool:
    """Whether a file that no decoder understands is a page of HTML or SVG."""
    lowered = head.lower()
    return b"<svg" in lowered or any(sign in lowered for sign in _MARKUP)


def _iso_kind(head: bytes) -> str:
    brand = head[8:12] if head[4:8] == b"ftyp" else b""
    if brand in _HEIF_BRANDS:
        return "heic"
    if brand in (b"avif", b"avis"):
        return "picture"
    return "audio" if brand in (b"M4A ", b"M4B ") else "mp4"


def _text_kind(head: bytes) -> str:
    lowered = head.lower()
    if b"<svg" in lowered and b"<html" not in lowered:
        return "svg"
    if any(sign in lowered for sign in _MARKUP):
        return "html"
    return "text" if _is_text(head) else ""


def _is_text(head: bytes) -> bool:
    """Whether bytes are text in UTF-8 or GB 18030, the last character maybe cut in two."""
    if not head or any(byte < 9 or 13 < byte < 27 for byte in head):
        return False
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False
