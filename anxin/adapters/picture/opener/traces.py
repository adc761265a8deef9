"""What a picture says of its origin in EXIF, XMP and the text of a PNG: bounded, never believed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from PIL import Image

from anxin.domain.evidence.pieces import Traces

MOST_CHARACTERS: Final = 80
SYNTHETIC: Final = ("trainedAlgorithmicMedia", "algorithmicMedia")
"""Ends of the IPTC digital source types that say that a machine made a picture."""

_SOFTWARE, _MAKE, _MODEL = 0x0131, 0x010F, 0x0110
_XMP_BYTES: Final = 65_536
_CREATOR_TOOL: Final = re.compile(rb"CreatorTool(?:>|=[\"'])([^<\"']{1,200})")
# Stable Diffusion's pages write `parameters`, ComfyUI `prompt` and `workflow`.
_RECIPES: Final = {"parameters": "Stable Diffusion", "workflow": "ComfyUI", "prompt": "ComfyUI"}


def traces_of(image: Image.Image) -> Traces:
    """Return the traces of a picture that was decoded. Never raises: traces are only hints."""
    try:
        exif = image.getexif()
        texts = {str(at): value for at, value in image.info.items() if isinstance(value, str)}
        xmp = _xmp(image.info)
        software = exif.get(_SOFTWARE) or texts.get("Software") or _creator_tool(xmp)
        camera = camera_name(clean(exif.get(_MAKE)), clean(exif.get(_MODEL)))
        return Traces(clean(software), camera, generator=_generator(texts, xmp))
    except Exception:  # a trace that cannot be read is no trace
        return Traces()


def clean(value: object) -> str:
    """Return what a stranger wrote as one short line of printable characters."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")
    seen = "".join(one if one.isprintable() else " " for one in text[: 4 * MOST_CHARACTERS])
    return " ".join(seen.split())[:MOST_CHARACTERS]


def camera_name(make: str, model: str) -> str:
    """Return a camera's maker and model; some models already begin with their maker.

    >>> camera_name("Canon", "Canon EOS R5"), camera_name("HUAWEI", "P60")
    ('Canon EOS R5', 'HUAWEI P60')
    """
    return clean(model if model.startswith(make) else f"{make} {model}")


def says_synthetic(source_type: str) -> bool:
    """Whether a digital source type says that a machine made it."""
    return source_type.endswith(SYNTHETIC)


def _xmp(info: Mapping[str | tuple[int, int], object]) -> bytes:
    found = info.get("xmp") or info.get("XML:com.adobe.xmp") or b""
    whole = found if isinstance(found, bytes) else str(found).encode("utf-8", "replace")
    return whole[:_XMP_BYTES]


def _creator_tool(xmp: bytes) -> str:
    found = _CREATOR_TOOL.search(xmp)
    return clean(found[1]) if found else ""


def _generator(texts: Mapping[str, str], xmp: bytes) -> str:
    recipe = next((maker for name, maker in _RECIPES.items() if texts.get(name)), "")
    if recipe:
        return recipe
    if any(f"digitalsourcetype/{kind}".encode() in xmp for kind in SYNTHETIC):
        return _creator_tool(xmp) or "IPTC"
    return ""
