"""C2PA: who signed a file, if anybody. Nothing is fetched: a file must not choose whom we call."""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from anxin.adapters.picture.opener.traces import clean, says_synthetic

SETTINGS: Final = {"verify": {"remote_manifest_fetch": False}}
"""Without this the library asks any address that stands in a file (measured; the deprecated
`load_settings` does not stop it)."""
MIME: Final = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp", "mp4": "video/mp4"}
_STATES: Final = {"Valid": "unverified", "Trusted": "trusted", "Invalid": "broken"}


def may_be_signed(path: Path) -> bool:
    """Whether a file has a C2PA box at all: the library is worth its start only then."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(b"jumb") >= 0 and content.find(b"c2pa") >= 0


def provenance_of(*, path: Path, kind: str) -> dict[str, str]:
    """Return `provenance` and, where a machine made the picture, `generator`; empty if unsigned."""
    import c2pa

    context = c2pa.Context(settings=c2pa.Settings.from_dict(SETTINGS))
    try:
        with path.open("rb") as file, c2pa.Reader(MIME[kind], file, context=context) as reader:
            state, store = reader.get_validation_state(), json.loads(reader.json())
    except Exception:  # no manifest, a remote one, or one that cannot be read: no trace
        return {}
    found = {"provenance": _STATES.get(str(state), "none")}
    manifest = store.get("manifests", {}).get(store.get("active_manifest"), {})
    if any(says_synthetic(kind) for kind in _source_types(manifest)):
        found["generator"] = _generator(manifest) or "C2PA"
    return found


def _source_types(manifest: dict[str, Any]) -> Iterator[str]:
    for assertion in manifest.get("assertions", ()):
        data = assertion.get("data")
        if str(assertion.get("label", "")).startswith("c2pa.actions") and isinstance(data, dict):
            for action in data.get("actions", ()):
                yield str(action.get("digitalSourceType") or "")


def _generator(manifest: dict[str, Any]) -> str:
    infos = manifest.get("claim_generator_info") or [{}]
    return clean(manifest.get("claim_generator") or infos[0].get("name"))
