"""Pages from templates: `$name` in a file takes an escaped text, or an `Html` as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from string import Template

from starlette.responses import HTMLResponse

TEMPLATES = Path(__file__).parent / "templates"
# Everything a page needs comes from here, and it needs no script.
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def render(*, template: Path, **texts: object) -> Html:
    """Fill a template."""
    safe = {name: _safe(text) for name, text in texts.items()}
    return Html(Template(template.read_text()).substitute(safe))


def page(*, template: Path, status: int = 200, **texts: object) -> HTMLResponse:
    """A filled template as an answer that browsers neither keep nor mend."""
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    return HTMLResponse(render(template=template, **texts), status_code=status, headers=headers)


def end_page(
    *, title: str, words: str, ways: Sequence[tuple[str, str]], brand: str = "", status: int = 200
) -> HTMLResponse:
    """A page that says how it ended; `ways` are addresses and words of the ways on from there."""
    link = TEMPLATES / "link.html"
    links = (render(template=link, address=url, words=text) for url, text in ways if url)
    return page(
        template=TEMPLATES / "end.html",
        status=status,
        title=title,
        words=words,
        brand=brand,
        ways=Html("\n".join(links)),
    )


def table(*, rows: Iterable[Iterable[object]]) -> Html:
    """The rows of a table's body.

    >>> table(rows=[["<b>", 1, Html("<i>")]])
    '<tr><td>&lt;b&gt;</td><td>1</td><td><i></td></tr>'
    """
    cells = ("".join(f"<td>{_safe(cell)}</td>" for cell in row) for row in rows)
    return Html("\n".join(f"<tr>{row}</tr>" for row in cells))


def _safe(text: object) -> str:
    return text if isinstance(text, Html) else escape(str(text))
