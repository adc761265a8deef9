"""Every address against every role, really tried: the rights are those of the table and no others.

The routes come from the site itself, so a new one cannot escape.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from anxin import wiring
from anxin.domain.channel import ForgedNotice, Notice
from anxin.storage.account.models import Account
from anxin.storage.merchant.models import Member
from tests.factories.account import an_account
from tests.factories.merchant import a_merchant
from tests.house.access.table import ANYBODY, RIGHTS, ROLES, Right
from tests.house.access.things import THINGS, Thing
from torture.model.rail import Rail

pytestmark = pytest.mark.django_db

WITHOUT_A_TOKEN = {"channel_notice"}
"""Signed by who sends it, so no page gave it a token."""
PASSWORD = make_password("matrix")


def named(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    """Every address of the site."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from named(one)
        else:
            yield one


def test_every_route_of_the_site_stands_in_the_table_and_none_besides() -> None:
    routes = list(named())
    nameless = [str(route.pattern) for route in routes if not route.name]
    assert not nameless, f"these addresses have no name, so no right can be written: {nameless}"
    names = [str(route.name) for route in routes]
    assert len(set(names)) == len(names), "two addresses share a name, so one would not be tried"
    new, gone = set(names) - RIGHTS.keys(), RIGHTS.keys() - set(names)
    where = "tests/house/access/table.py"
    assert not new, f"say in {where} who may GET and POST these, before they are open: {new}"
    assert not gone, f"these lines of {where} are about no address: {gone}"


class Deaf(Rail):
    """A channel of which no notice is a real one."""

    def read_notice(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        """Nothing that is sent here bears its signature."""
        raise ForgedNotice("not ours")


@pytest.fixture(autouse=True)
def channels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of paying exist where there is a channel."""
    known = replace(wiring.outside(), channels={"alipay": Deaf()})
    monkeypatch.setattr(wiring, "outside", lambda: known)


def address_of(name: str, right: Right, thing: Thing) -> str:
    acts = {"act": right.form} if right.form else {}
    return reverse(name, kwargs={**thing.words, **acts})


def somebody(role: str) -> Account:
    """An account of that role that owns nothing here; a merchant's has a shop of its own."""
    if role == "merchant":
        return Account.objects.get(id=a_merchant().member)
    return an_account(role=role)


def browser(account: Account | None, *, strict: bool = False) -> Client:
    client = Client(enforce_csrf_checks=strict, raise_request_exception=True)
    if account:
        Account.objects.filter(id=account.id).update(password=PASSWORD)
        client.force_login(Account.objects.get(id=account.id))
    return client


def tried(client: Client, method: str, address: str) -> HttpResponseBase:
    """Send it, and undo what it did, so that the next one finds everything as it was."""
    with transaction.atomic():
        answer = client.get(address) if method == "get" else client.post(address)
        transaction.set_rollback(True)
    return answer


def verdict(answer: HttpResponseBase) -> str:
    """What an answer means for who asked."""
    if answer.status_code == 302 and answer["Location"].startswith("/account/login/?next="):
        return "log in first"
    return {404: "no such page", 405: "not that way", 403: "refused"}.get(
        answer.status_code, "let in"
    )


def expected(right: Right, method: str, role: str, *, owner: bool) -> str:
    """What the table says; a stranger to a thing is told that it does not exist."""
    may, other = (right.get, right.post) if method == "get" else (right.post, right.get)
    if right.public:
        return "let in" if may else "not that way"
    if right.fragment and not may:
        return "not that way"
    if role == "nobody":
        return "no such page" if right.fragment else "log in first"
    if role in may.split():
        return "let in" if owner else "no such page"
    return "not that way" if role in other.split() else "no such page"


@pytest.mark.parametrize("name", sorted(RIGHTS))
def test_who_may_do_what(name: str) -> None:
    right = RIGHTS[name]
    thing = THINGS[right.about]()
    address = address_of(name, right, thing)
    people: list[tuple[str, Account | None, bool]] = [("nobody", None, True)]
    people += [(role, somebody(role), thing.owner is None) for role in ROLES]
    if thing.owner:
        owner = Account.objects.get(id=thing.owner)
        people.append((owner.role, owner, True))
    wrong = []
    for role, account, owns in people:
        for method in ("get", "post"):
            found = verdict(tried(browser(account), method, address))
            must = expected(right, method, role, owner=owns)
            if found != must:
                who = f"{role}{'' if owns else ', a stranger to it,'}"
                wrong.append(f"{who} may {method.upper()} {address}: {found}, must be {must}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", sorted(n for n, right in RIGHTS.items() if right.post))
def test_a_form_without_the_sites_token_is_refused(name: str) -> None:
    right = RIGHTS[name]
    thing = THINGS[right.about]()
    role = right.post.split()[0]
    account = None
    if role != ANYBODY:
        account = Account.objects.get(id=thing.owner) if thing.owner else somebody(role)
    client = browser(account, strict=True)
    answer = client.post(address_of(name, right, thing))
    assert (answer.status_code == 403) == (name not in WITHOUT_A_TOKEN), answer.status_code


def test_a_merchants_account_without_a_shop_has_no_merchants_pages() -> None:
    lone = an_account(role="merchant")
    assert not Member.objects.filter(account=lone).exists()
    client = browser(lone)
    for name, right in RIGHTS.items():
        if right.get == "merchant" and not right.about:
            assert client.get(reverse(name)).status_code == 404, name
