"""Whoever opens a page that names a refund has its channel asked about it."""

from __future__ import annotations

import pytest
from django.test import Client

from anxin.domain.channel import Processing, Refunded, Refused, Unknown
from anxin.domain.outside import Outside
from anxin.services.refund import send_refunds
from anxin.storage.ledger.queries import breaches
from anxin.storage.refund.models import Attempt, Refund
from tests.console.pages import browser
from tests.factories.aftersale import case_after
from tests.factories.channel import Scripted, paid_by_channel, paid_too_late, take_out, topped_up
from tests.factories.clock import let_pass

pytestmark = pytest.mark.django_db


def asked(refund: Refund) -> int:
    """How often the channel has been called about a refund."""
    return Attempt.objects.filter(refund=refund).count()


def under_way(channel: Scripted, world: Outside, kind: str) -> tuple[Refund, Client, str]:
    """A refund that a channel is at, and the page that names it with whoever looks at it."""
    channel.sent = channel.found = Processing("S-1")
    if kind == "wallet":
        refund = take_out(world=world, buyer=topped_up(world=world))
        assert refund.withdrawal is not None
        page = (browser(refund.withdrawal.account_id), "/wallet/")
    elif kind == "case":
        bought = paid_by_channel(world=world)
        case = case_after(bought)
        refund = Refund.objects.get(case=case)
        page = (browser(bought.buyer), f"/refunds/{case.no}/")
    elif kind == "order of a case":
        bought = paid_by_channel(world=world)
        refund = Refund.objects.get(case=case_after(bought))
        page = (browser(bought.buyer), f"/orders/{bought.no}/")
    else:
        bought, refund = paid_too_late(world=world)
        own = (browser(bought.buyer), f"/orders/{bought.no}/")
        page = own if kind == "order" else (browser("finance"), "/console/finance/")
    send_refunds(outside=world)
    assert asked(refund) == 1
    return refund, *page


@pytest.mark.parametrize("kind", ("wallet", "case", "order of a case", "order", "finance"))
def test_whoever_opens_a_page_has_the_channel_asked_ten_seconds_apart(
    kind: str, channel: Scripted, world: Outside
) -> None:
    refund, client, address = under_way(channel, world, kind)
    client.get(address)
    assert send_refunds(outside=world) == 0, "it was called a moment ago"
    let_pass(seconds=11)
    client.get(address)
    assert send_refunds(outside=world) == 1
    client.get(address)
    assert send_refunds(outside=world) == 0, "it was asked a moment ago"
    let_pass(seconds=22)
    channel.found = Refunded("S-1")
    client.get(address)
    assert send_refunds(outside=world) == 1
    refund.refresh_from_db()
    assert refund.state == "succeeded"
    assert breaches() == []


@pytest.mark.parametrize("kind", ("order", "wallet", "finance"))
def test_a_refund_whose_answer_was_lost_is_asked_about_and_not_sent_again(
    kind: str, channel: Scripted, world: Outside
) -> None:
    refund, client, address = under_way(channel, world, kind)
    Refund.objects.filter(id=refund.id).update(state="unknown")
    channel.found = Unknown("time-out")
    let_pass(seconds=11)
    client.get(address)
    assert send_refunds(outside=world) == 1
    assert list(Attempt.objects.filter(refund=refund).values_list("asked", flat=True)) == [
        "refund",
        "query",
    ]


def test_looking_hurries_nothing_that_the_channel_is_not_at(
    channel: Scripted, world: Outside
) -> None:
    channel.sent = Refused("ACQ.SELLER_BALANCE_NOT_ENOUGH", final=False)
    bought, refund = paid_too_late(world=world)
    send_refunds(outside=world)
    refund.refresh_from_db()
    due_at = refund.next_try_at
    let_pass(seconds=11)
    browser(bought.buyer).get(f"/orders/{bought.no}/")
    refund.refresh_from_db()
    assert refund.next_try_at == due_at


@pytest.mark.parametrize("found", [Processing("S-1"), Unknown("time-out")], ids=["at it", "silent"])
def test_looking_moves_no_try_of_the_schedule_later(
    found: Processing | Unknown, channel: Scripted, world: Outside
) -> None:
    refund, client, address = under_way(channel, world, "order")
    Refund.objects.filter(id=refund.id).update(state="unknown")
    channel.found = found
    refund.refresh_from_db()
    planned = refund.next_try_at
    assert planned is not None
    for look in range(1, 6):
        let_pass(seconds=11 * look)
        client.get(address)
        send_refunds(outside=world)
        refund.refresh_from_db()
        assert refund.next_try_at is not None and refund.next_try_at <= planned
    assert asked(refund) == 5, "once when it was sent, and at four of five looks"
    let_pass(seconds=62)
    assert send_refunds(outside=world) == 1
    refund.refresh_from_db()
    assert refund.next_try_at is not None
    waited_s = (refund.next_try_at - planned).total_seconds()
    assert waited_s < 70, "it is the second try of the schedule, not the seventh"
