"""Every text of the pages has one English wording, and what is compiled is what was written.

Django reads all catalogues as one, so a text that two of them hold must say the same in both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.house.source import ROOT

APPS = ("console", "pages", "web")
REMEDY = "run `make messages`, translate what is new, run it again"
KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "gettext_noop": None}
CHINESE = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")
# A Chinese font draws curly quotes as wide as a character of its own.
CURLY = re.compile("[\u2018\u2019\u201c\u201d]")
MARKS = re.compile(r"%\(\w+\)s|%%|</?\w+")

Key = tuple[str, str]
Texts = Mapping[Key, tuple[str, ...]]


def catalogue(app: str, kind: str = "po") -> Path:
    """The catalogue of one app, as it is written or as it is compiled."""
    return ROOT / "anxin" / app / "locale" / "en" / "LC_MESSAGES" / f"django.{kind}"


def texts_of(read: Catalog) -> dict[Key, tuple[str, ...]]:
    """What a catalogue says, by context and Chinese; nothing for what is untranslated or fuzzy."""
    return {
        (_context(one), _first(one.id)): () if one.fuzzy else tuple(_all(one.string))
        for one in read
        if one.id
    }


def _context(one: Message) -> str:
    """The context; Babel reads that of a compiled text as bytes."""
    found: str | bytes = one.context or ""
    return found.decode() if isinstance(found, bytes) else found


def _first(words: str | Iterable[str]) -> str:
    return next(iter(_all(words)))


def _all(words: str | Iterable[str] | None) -> list[str]:
    found = [words] if isinstance(words, str) else list(words or ())
    return found if all(found) else []


def written(app: str) -> dict[Key, tuple[str, ...]]:
    """The English of one app."""
    return texts_of(read_po(BytesIO(catalogue(app).read_bytes()), locale="en"))


def used(source: str, *, template: bool) -> set[Key]:
    """The texts that a module or a template asks for, as `makemessages` would collect them."""
    code = source
    if template:
        lines = templatize(source).splitlines()
        code = "\n".join(line.strip() for line in lines)
    found = extract("python", BytesIO(code.encode()), KEYWORDS, options={"encoding": "utf-8"})
    return {(context or "", _first(words)) for _, words, _, context in found}


def used_by(app: str) -> set[Key]:
    """The texts that an app asks for anywhere."""
    folder = ROOT / "anxin" / app
    files = [*folder.rglob("*.py"), *folder.glob("templates/**/*.html")]
    return {
        key for path in files for key in used(path.read_text(), template=path.suffix == ".html")
    }


def untranslated(texts: Texts) -> list[Key]:
    """The texts without English."""
    return [key for key, english in texts.items() if not english]


def told_twice(catalogues: Iterable[Texts]) -> list[tuple[Key, tuple[str, ...], tuple[str, ...]]]:
    """The texts that two catalogues translate differently."""
    said: dict[Key, tuple[str, ...]] = {}
    pairs = [pair for texts in catalogues for pair in texts.items()]
    return [
        (key, said[key], english)
        for key, english in pairs
        if said.setdefault(key, english) != english
    ]


def unlike(texts: Texts) -> list[tuple[Key, str]]:
    """The English whose values or HTML differ from the Chinese."""
    return [
        (key, line)
        for key, english in texts.items()
        for line in english
        if sorted(MARKS.findall(line)) != sorted(MARKS.findall(key[1]))
    ]


def unprintable(texts: Texts) -> list[str]:
    """The English with Chinese or curly marks, or with a quote that would end an attribute."""
    return [
        line
        for (_, chinese), english in texts.items()
        for line in english
        if CHINESE.search(line) or CURLY.search(line) or ('"' in line and '"' not in chinese)
    ]


@pytest.mark.parametrize("app", APPS)
def test_every_text_in_use_is_in_the_catalogue_and_nothing_else(app: str) -> None:
    asked, known = used_by(app), set(written(app))
    assert (asked - known, known - asked) == (set(), set()), REMEDY


@pytest.mark.parametrize("app", APPS)
def test_every_text_has_its_english(app: str) -> None:
    texts = written(app)
    assert untranslated(texts) == [], REMEDY
    assert unlike(texts) == []
    assert unprintable(texts) == []


def test_no_text_is_translated_in_two_ways() -> None:
    assert told_twice(map(written, APPS)) == []


@pytest.mark.parametrize("app", APPS)
def test_what_is_compiled_is_what_was_written(app: str) -> None:
    compiled = read_mo(BytesIO(catalogue(app, "mo").read_bytes()))
    assert texts_of(compiled) == written(app), REMEDY


def test_no_app_has_texts_but_no_catalogue() -> None:
    others = [path.name for path in (ROOT / "anxin").iterdir() if path.name not in APPS]
    assert {app: used_by(app) for app in others if used_by(app)} == {}


def test_texts_of_every_form_would_be_found() -> None:
    page = (
        "{% load i18n %}<p>it's\n  {% translate '一' as x %}</p>{% translate '天' context '钟' %}\n"
        " {% blocktranslate trimmed count n=2 %}\n {{ n }} 张\n{% plural %}{{ n }} 张"
        "{% endblocktranslate %}"
    )
    assert used(page, template=True) == {("", "一"), ("钟", "天"), ("", "%(n)s 张")}
    module = (
        'A = gettext_lazy("甲")\nB = [_("乙"), gettext_noop("丙"), gettext("丁"), print("戊")]\n'
    )
    assert used(module, template=False) == {("", each) for each in "甲乙丙丁"}


def test_a_text_without_sure_english_would_be_found() -> None:
    read = Catalog(locale="en")
    read.add("退款", "Refund")
    read.add("订单", "Orders", flags=["fuzzy"])
    read.add("钱包", "")
    read.add(("%(n)s 张", "%(n)s 张"), ("%(n)s card", ""))
    assert untranslated(texts_of(read)) == [("", "订单"), ("", "钱包"), ("", "%(n)s 张")]


def test_two_wordings_of_one_text_would_be_found() -> None:
    one, other = {("", "返回"): ("Back",)}, {("", "返回"): ("Return",)}
    assert told_twice([one, one]) == []
    assert told_twice([one, other]) == [(("", "返回"), ("Back",), ("Return",))]


def test_a_lost_value_or_tag_would_be_found() -> None:
    said = ("", "退 <b>%(fen)s</b>")
    assert unlike({said: ("<b>%(fen)s</b> back",)}) == []
    for wrong in ("%(fen)s back", "<b>%(yuan)s</b> back", "<b>%(fen)s<b> back"):
        assert unlike({said: (wrong,)}) == [(said, wrong)]


def test_english_that_would_not_print_would_be_found() -> None:
    assert unprintable({("", "搜索"): ("Search 'refund'",)}) == []
    for wrong in ("Search “refund”", "buyer’s", 'Search "refund"', "Search：", "退款"):
        assert unprintable({("", "搜索"): (wrong,)}) == [wrong]


def test_a_catalogue_compiled_from_older_words_would_be_found() -> None:
    older, now, compiled = Catalog(locale="en"), Catalog(locale="en"), BytesIO()
    older.add("天", "days", context="倒计时")
    now.add("天", "d", context="倒计时")
    write_mo(compiled, older)
    compiled.seek(0)
    assert texts_of(read_mo(compiled)) == texts_of(older) != texts_of(now)
