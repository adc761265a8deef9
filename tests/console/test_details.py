"""Reviewers see what the reason asked and what the buyer had been told."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from anxin.console.case.besides import besides_of
from anxin.storage.aftersale import queries
from anxin.storage.order.queries import list_events
from tests.factories.aftersale import case_after
from tests.factories.order import delivered, view

pytestmark = pytest.mark.django_db


def test_details_and_advice_stand_beside_the_note() -> None:
    bought = delivered()
    view(bought)
    told = frozenset({"wrong_item.ask.says_nothing"})
    details = {"got": "<b>差</b>"}
    case = case_after(bought, reason="wrong_item", details=details, note="不行", told=told)
    row = queries.case(no=case.no)
    assert row is not None
    events = list_events(order_id=case.order_id)
    besides = besides_of(case=row, events=events, language="zh")
    assert besides.rows == (("实际收到的是", "<b>差</b>"),)
    said = render_to_string("console/parts/details.html", {"besides": besides})
    assert "&lt;b&gt;差" in said and "<b>差" not in said
    assert "描述太笼统，请补充" in said


def test_a_case_without_either_shows_nothing() -> None:
    bought = delivered()
    case = case_after(bought, reason="unwanted")
    row = queries.case(no=case.no)
    assert row is not None
    besides = besides_of(case=row, events=list_events(order_id=case.order_id), language="en")
    assert (besides.rows, besides.insisted) == ((), ())
    assert not render_to_string("console/parts/details.html", {"besides": besides}).strip()
