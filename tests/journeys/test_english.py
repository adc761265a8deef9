"""Whoever reads English finds no Chinese on any page but the shops' own names."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import CharField
from playwright.sync_api import Page

from anxin.storage.bulk.models import Recall
from anxin.storage.card.models import Batch
from anxin.storage.catalog.models import Policy, Product
from anxin.storage.order.models import OrderEvent
from anxin.storage.standing.models import Penalty
from tests.journeys.tour import stops
from tests.journeys.visitor import Visitors

CHINESE = re.compile("[\u3400-\u9fff\uff00-\uffef\u3001-\u303f]")
WORDS_OF_PEOPLE = frozenset({"said", "why", "basis", "note", "filename"})
SHOPS_AND_LANGUAGES = "商家-[0-9a-f]{12}|简体中文|中文"


def own_names() -> re.Pattern[str]:
    """What has no English: shops, languages, goods that were given none, what people wrote, and a
    policy's document, which is shown whole."""
    titled = Product.objects.exclude(title_en="").values_list("title", flat=True)
    untitled = Product.objects.filter(title_en="").values_list("title", flat=True)
    written = {
        *Recall.objects.values_list("reason", flat=True),
        *Batch.objects.values_list("name", flat=True),
        *Policy.objects.values_list("document__title__zh", flat=True),
    }
    written |= set(words_of_people())
    own = sorted((set(untitled) - set(titled)) | written, key=len, reverse=True)
    return re.compile("|".join([SHOPS_AND_LANGUAGES, *map(re.escape, filter(None, own))]))


def words_of_people() -> Iterator[str]:
    """What buyers, merchants and staff typed, wherever it is kept."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, CharField) and field.name in WORDS_OF_PEOPLE:
                yield from model._default_manager.values_list(field.name, flat=True)
    for data in OrderEvent.objects.values_list("data", flat=True):
        yield from (data[name] for name in WORDS_OF_PEOPLE if isinstance(data.get(name), str))
    for items in Penalty.objects.values_list("items", flat=True):
        yield from (item["what"] for item in items)


def chinese_lines(page: Page, *, names: re.Pattern[str]) -> list[str]:
    """The lines of a page, its title and its labels that are still Chinese."""
    labels = page.locator("[aria-label], [placeholder]").evaluate_all(
        "all => all.flatMap(one => [one.ariaLabel || '', one.placeholder || ''])"
    )
    lines = [page.title(), *page.locator("body").inner_text().splitlines(), *labels]
    return sorted({line.strip() for line in lines if CHINESE.search(names.sub("", line))})


@pytest.mark.branch
def test_no_page_in_english_has_chinese_left(visitors: Visitors) -> None:
    left: dict[str, list[str]] = {}
    pages: dict[object, Page] = {}
    tour, names = stops(), own_names()
    for stop in tour:
        if stop.who not in pages:
            pages[stop.who] = visitors.come(account=stop.who, language="en-US")
        page = pages[stop.who]
        page.goto(stop.path)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        left[stop.name] = chinese_lines(page, names=names)
    assert {name: lines for name, lines in left.items() if lines} == {}


def test_the_language_is_switched_on_any_page_and_stays(visitors: Visitors) -> None:
    page = visitors.come()
    page.goto("/guide/")
    page.get_by_role("button", name="English").first.click()
    page.wait_for_url("**/guide/")
    assert page.locator("html").get_attribute("lang") == "en"
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == "en"
