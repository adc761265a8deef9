"""Draws pages in a browser and tells what stands on them and where.

    with browser() as drawing:
        page = render(
            browser=drawing, page_type="sms", values=invent(seed=3), theme="dark", width=1080
        )

One seed gives one page on one machine; fonts differ between machines, so pictures do too.
"""

from __future__ import annotations

import html
import random
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from anxin.domain.evidence.pieces import Box
from bench.evidence.layouts import PAGE_TYPES, Block, clock, lay_out
from bench.evidence.style import FONTS, style_sheet
from bench.evidence.values import Values

__all__ = ["PAGE_TYPES", "THEMES", "WIDTHS", "Rendered", "Truth", "browser", "render"]

THEMES: Final = ("light", "dark")
WIDTHS: Final = (1080, 720, 1170, 750, 1440)
"""Pixels: of phones that are in use."""

ARGUMENTS: Final = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
FIND_BOXES: Final = """scale => [...document.querySelectorAll('[data-field]')].map(one => {
  const range = document.createRange(); range.selectNodeContents(one);
  const box = range.getBoundingClientRect();
  return [one.dataset.field, ...[box.left, box.top, box.right, box.bottom].map(
    at => Math.round(at * scale))];
})"""


@dataclass(frozen=True, slots=True)
class Truth:
    """A field that stands on a page: `value` as a domain `Field` has it, `shown` as drawn."""

    name: str
    value: str
    shown: str
    box: Box


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as PNG with its fields."""

    page_type: str
    theme: str
    width: int
    png: bytes
    truth: tuple[Truth, ...]


@contextmanager
def browser() -> Iterator[Browser]:
    """Start a headless browser. Raises `RuntimeError` where fonts are missing."""
    _check_fonts()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS.split()
        )
        yield running
        running.close()


def render(
    *, browser: Browser, page_type: str, values: Values, theme: str, width: int, seed: int = 0
) -> Rendered:
    """Draw a page of `values`; `seed` chooses its words and looks. `width` is in pixels."""
    chance = random.Random(f"style {page_type} {seed}")
    blocks, written = lay_out(page_type=page_type, values=values, seed=seed)
    scale = max(1.0, round(2 * width / chance.choice((360, 375, 412))) / 2)
    viewport = {"width": round(width / scale), "height": chance.randint(640, 820)}
    page = browser.new_page(
        viewport={"width": viewport["width"], "height": viewport["height"]},
        device_scale_factor=width / viewport["width"],
    )
    try:
        body = "".join(_draw(block, written) for block in blocks)
        style = style_sheet(theme=theme, page_type=page_type, chance=chance)
        status = f"<i class=status><span>{clock(values)}</span><span>5G 76%</span></i>"
        page.set_content(f"<!doctype html><style>{style}</style><body>{status}{body}")
        found = page.evaluate(FIND_BOXES, width / viewport["width"])
        png = page.screenshot(full_page=True)
    finally:
        page.close()
    truth = tuple(_truth(name, written[name], Box(*box), values) for name, *box in found)
    return Rendered(page_type=page_type, theme=theme, width=width, png=png, truth=truth)


def _truth(name: str, shown: str, box: Box, values: Values) -> Truth:
    value = shown
    if name == "time":
        seconds = re.search(r"\d:\d\d:\d\d", shown) is not None
        value = f"{values.at:%Y-%m-%d %H:%M:%S}" if seconds else f"{values.at:%Y-%m-%d %H:%M}"
    elif name == "amount":
        value = shown.replace(",", "")
    return Truth(name=name, value=value, shown=shown, box=box)


def _draw(block: Block, written: dict[str, str]) -> str:
    kind, content = block
    if isinstance(content, str):
        return f"<div class={kind}><span>{_marked(content, written)}</span></div>"
    if isinstance(content, list):
        rows = "".join(
            f"<div class=row><span class=label>{label}</span>"
            f"<span class=value>{_marked(value, written)}</span></div>"
            for label, value in content
        )
        return f"<div class={kind}>{rows}</div>"
    parts = "".join(f"<p>{_marked(str(each), written)}</p>" for each in content)  # type: ignore[attr-defined]
    return f"<div class={kind}>{parts}</div>"


def _marked(text: str, written: dict[str, str]) -> str:
    """The text as HTML, each field in an element of its own."""
    return re.sub(
        r"\{\{(\w+)\}\}",
        lambda found: f"<b data-field={found[1]}>{html.escape(written[found[1]])}</b>",
        html.escape(text),
    )


def _check_fonts() -> None:
    listed = subprocess.run(
        ["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, check=True
    ).stdout
    missing = [family for family, _ in FONTS.items() if family not in listed]
    if missing:
        packages = " ".join(sorted({FONTS[family] for family in missing}))
        raise RuntimeError(f"fonts are missing: apt-get install {packages}")
