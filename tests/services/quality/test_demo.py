"""The demo has checks to look at on its first day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from anxin import wiring
from anxin.services.demo import load_demo
from anxin.services.demo.orders import load_demo_orders
from anxin.storage.account.models import Account
from anxin.storage.quality.models import Check
from anxin.storage.quality.queries import list_own, list_to_look_at

pytestmark = pytest.mark.django_db


def nobody_taps(address: str) -> None:
    raise AssertionError(address)


def test_checks_wait_for_both_checkers_and_the_agent_has_a_note_to_answer() -> None:
    outside = replace(wiring.outside(), channels={}, issuers={}, suppliers={})
    load_demo(outside=outside)
    assert load_demo_orders(outside=outside, tap=nobody_taps)
    people = dict(Account.objects.values_list("username", "id"))
    assert list_to_look_at(who=people["senior"]) and list_to_look_at(who=people["supervisor"])
    [graded] = list_own(reviewer_id=people["agent"])
    assert (graded.grade, graded.state) == ("words_unclear", "graded")
    assert Check.objects.filter(reviewer_id=people["senior"]).count() == 1
