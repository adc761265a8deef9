"""The graph of linked accounts: chains are found, hubs are not links, and it ends in every case."""

from __future__ import annotations

from uuid import UUID

import pytest

from anxin import wiring
from anxin.services.risk.marks import note_inputs
from anxin.storage.risk.links import DEPTH, HUB, Linked, list_linked
from anxin.storage.risk.models import Mark
from tests.factories.account import a_buyer, a_reviewer
from tests.factories.clock import let_pass
from tests.factories.risk import paid_by, restricted, seen_with

pytestmark = pytest.mark.django_db


def buyers(count: int) -> list[UUID]:
    """So many buyers."""
    return [a_buyer(money_fen=0) for _ in range(count)]


def linked(account: UUID) -> dict[UUID, Linked]:
    """The accounts linked to one, by key."""
    return {one.account_id: one for one in list_linked(account_id=account)}


def topped_up(number: str, *accounts: UUID) -> None:
    """Have buyers top up one phone."""
    for account in accounts:
        note_inputs(
            account_id=account, kind="top_up", inputs={"phone": number}, outside=wiring.outside()
        )


def test_two_accounts_in_one_browser_are_linked_by_it() -> None:
    one, other, stranger = buyers(3)
    seen_with("d1", one, other)
    seen_with("d2", stranger)
    [found] = linked(one).values()
    assert (found.account_id, found.depth, found.kinds) == (other, 1, ["device"])
    assert linked(stranger) == {}


def test_two_accounts_that_one_person_paid_for_are_linked_by_it() -> None:
    one, other, stranger = buyers(3)
    paid_by("alipay:2088", one, other)
    paid_by("alipay:2089", stranger)
    [found] = linked(one).values()
    assert (found.account_id, found.depth, found.kinds) == (other, 1, ["payer"])
    assert linked(stranger) == {}


def test_who_differs_in_a_capital_letter_is_another_payer() -> None:
    one, other = buyers(2)
    paid_by("wechat:oUpF8uMuAJO", one)
    paid_by("wechat:oUpf8uMuAJO", other)
    assert linked(one) == {}


def test_somebody_who_pays_for_many_is_a_hub_and_links_nobody() -> None:
    crowd = buyers(HUB + 1)
    paid_by("alipay:a-shop", *crowd)
    assert linked(crowd[0]) == {}


def test_a_chain_of_different_marks_is_found_as_far_as_friends_of_friends() -> None:
    first, second, third, fourth = buyers(4)
    seen_with("d1", first, second)
    paid_by("alipay:2090", second, third)
    seen_with("d2", third, fourth)
    found = linked(first)
    assert DEPTH == 2
    assert {key: (one.depth, one.kinds) for key, one in found.items()} == {
        second: (1, ["device"]),
        third: (2, ["payer"]),
    }


def test_an_account_that_is_reached_twice_is_there_once_with_all_that_links_it() -> None:
    one, other, third = buyers(3)
    seen_with("d1", one, other)
    topped_up("13800000002", one, other)
    paid_by("alipay:2091", one, other)
    seen_with("d2", one, third)
    topped_up("13800000003", third, other)
    found = linked(one)
    assert (found[other].depth, found[other].kinds) == (1, ["device", "payer", "target"])


def test_what_many_share_is_a_hub_and_links_nobody() -> None:
    crowd = buyers(HUB + 1)
    seen_with("a-school", *crowd[:HUB])
    assert len(linked(crowd[0])) == HUB - 1
    seen_with("a-school", crowd[HUB])
    assert linked(crowd[0]) == {}


def test_nothing_is_reached_through_a_hub() -> None:
    crowd = buyers(HUB + 1)
    friend = a_buyer(money_fen=0)
    seen_with("a-school", *crowd)
    seen_with("d1", crowd[1], friend)
    assert linked(crowd[0]) == {}


def test_a_link_that_stood_when_it_was_found_wrong_does_not_count_and_a_later_one_does() -> None:
    one, other, third = buyers(3)
    seen_with("d1", one, other)
    let_pass(days=1)
    since = next(iter(list_linked(account_id=one)))
    assert since.account_id == other
    now = Mark.objects.filter(account_id=one).latest("id").last_seen_at
    let_pass(days=2)
    seen_with("d2", one, third)
    found = {row.account_id for row in list_linked(account_id=one, since=now)}
    assert found == {third}


def test_what_was_not_seen_for_half_a_year_links_no_more() -> None:
    one, other = buyers(2)
    seen_with("d1", one, other)
    let_pass(days=181)
    assert linked(one) == {}


def test_a_web_of_accounts_ends() -> None:
    crowd = buyers(12)
    for n, one in enumerate(crowd):
        for step in (1, 2, 3):
            seen_with(f"pair-{min(n, (n + step) % 12)}-{max(n, (n + step) % 12)}", one,
                      crowd[(n + step) % 12])  # fmt: skip
    assert len(linked(crowd[0])) == 11


def test_who_is_restricted_for_reasons_of_its_own_is_told_apart() -> None:
    one, other = buyers(2)
    seen_with("d1", one, restricted(buyer=other))
    [found] = linked(one).values()
    assert found.restricted and found.flagged


def test_what_was_seen_is_kept_as_a_blind_index_and_only_of_buyers() -> None:
    one, staff = a_buyer(money_fen=0), a_reviewer().account_id
    seen_with("d1", one, staff)
    topped_up("139 1234 5678", one)
    topped_up("13912345678", one)
    rows = list(Mark.objects.filter(account_id=one).order_by("kind"))
    assert [row.kind for row in rows] == ["device", "target"]
    assert all(len(bytes(row.digest)) == 32 for row in rows)
    assert not Mark.objects.filter(account_id=staff).exists()


def test_the_same_value_of_two_kinds_is_no_link() -> None:
    one, other = buyers(2)
    topped_up("d1", one)
    seen_with("d1", other)
    paid_by("d1", a_buyer(money_fen=0))
    assert linked(one) == {}


def test_the_same_visit_is_written_once_and_another_is_counted() -> None:
    one = a_buyer(money_fen=0)
    seen_with("d1", one)
    seen_with("d1", one)
    assert Mark.objects.get(account_id=one).times == 1
    let_pass(hours=1)
    seen_with("d1", one)
    assert Mark.objects.get(account_id=one).times == 2
