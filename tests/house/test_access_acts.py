"""Every act against every role, really tried with a form that is in order.

Which acts there are comes from the code's own tables, so a new one cannot escape.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.contrib import messages
from django.db import transaction
from django.test import Client
from django.urls import reverse

from anxin.storage.account.models import Account
from tests.house.access.acts import ACTS, DISPATCHED, SINGLE
from tests.house.access.excused import BUYERS_OWN, EXCUSED, GUARDIANS
from tests.house.access.table import ANYBODY, RIGHTS, ROLES
from tests.house.access.trial import Act, Trial
from tests.house.source import ROOT, modules
from tests.house.test_access import browser, named, somebody

pytestmark = pytest.mark.django_db

WHERE = "tests/house/access/acts.py"
TABLES = ("_ACTS", "ACTS")
ONE = [(name, "", act) for name, act in SINGLE.items()]
EACH = [(name, word, act) for name, acts in ACTS.items() for word, act in acts.items()]


def test_every_address_that_takes_an_act_and_every_act_stands_in_the_table() -> None:
    takes = {str(route.name) for route in named() if "act" in route.pattern.converters}
    assert takes == DISPATCHED.keys(), f"say in {WHERE} which acts these addresses take"
    assert ACTS.keys() == DISPATCHED.keys()
    for name, known in DISPATCHED.items():
        assert ACTS[name].keys() == known.keys(), f"say in {WHERE} who may do these acts of {name}"
        assert RIGHTS[name].form in known, "the table of addresses tries an act that there is"


def test_every_address_that_is_posted_to_is_tried_with_its_form_or_says_why_not() -> None:
    posted = {name for name, right in RIGHTS.items() if right.post}
    excused = [name for names in EXCUSED.values() for name in names]
    known = [*DISPATCHED, *SINGLE, *excused]
    assert len(known) == len(set(known)), "an address is tried and excused, or excused twice"
    assert posted == set(known), f"try in {WHERE} what these addresses do, with a form in order"


def test_what_is_excused_as_a_buyers_own_is_only_a_buyers() -> None:
    assert {RIGHTS[name].post for name in EXCUSED[BUYERS_OWN]} == {"buyer"}
    assert {RIGHTS[name].post for name in EXCUSED[GUARDIANS]} == {ANYBODY}


def dispatching() -> Iterator[str]:
    """The modules of the site that hold a table of acts."""
    for path in [*modules(under="anxin/web"), *modules(under="anxin/console"),
                 *modules(under="anxin/pages"), *modules(under="anxin/api")]:  # fmt: skip
        for node in ast.parse(path.read_text()).body:
            targets = node.targets if isinstance(node, ast.Assign) else [
                node.target
            ] if isinstance(node, ast.AnnAssign) else []  # fmt: skip
            if any(isinstance(one, ast.Name) and one.id in TABLES for one in targets):
                yield ".".join(path.relative_to(ROOT).with_suffix("").parts)


def test_no_table_of_acts_is_left_out() -> None:
    known = {
        "anxin.web.aftersale.turns",
        "anxin.pages.dealing",
        "anxin.console.aftersale.views",
        "anxin.console.finance.views",
        "anxin.console.recall.views",
        "anxin.console.minors.acts",
        "anxin.console.standing.desk",
    }
    assert set(dispatching()) == known, f"a table of acts is not in {WHERE}"


SHOWN_ONCE = {"console/minor_code.html", "console/minor_look.html", "console/payee.html"}
"""The answers of acts that say what no other page does."""


def done(answer: Any) -> bool:
    """Whether the act was taken: it leads on, and no message says why not."""
    if answer.status_code != 302:
        return any(one.name in SHOWN_ONCE for one in answer.templates)
    said = messages.get_messages(answer.wsgi_request)
    to_login = answer["Location"].startswith("/account/login/")
    return not to_login and all(m.level == messages.SUCCESS for m in said)


def tried(client: Client, address: str, form: Mapping[str, Any]) -> bool:
    """Send it, and undo what it did; say whether it was done."""
    with transaction.atomic():
        answer = client.post(address, form)
        transaction.set_rollback(True)
    return done(answer)


def people(act: Act, trial: Trial) -> Iterator[tuple[str, Account | None, bool]]:
    """Everybody, with whether they may: of the roles, and the one whom it belongs to."""
    yield "nobody", None, False
    for role in ROLES:
        yield role, somebody(role), trial.doer is None and role in act.roles.split()
    if trial.doer:
        doer = Account.objects.get(id=trial.doer)
        yield f"the {doer.role} whose it is", doer, doer.role in act.roles.split()


@pytest.mark.parametrize(("name", "word", "act"), [*EACH, *ONE])
def test_who_may_really_do_it(name: str, word: str, act: Act) -> None:
    trial = act.trial()
    words = {**trial.words, **({"act": word} if word else {})}
    address = reverse(name, kwargs=words)
    wrong = []
    for who, account, may in people(act, trial):
        if tried(browser(account), address, trial.form) != may:
            wrong.append(f"{who} {'cannot' if may else 'can'} POST {address}")
    assert not wrong, "\n".join(wrong)


def test_an_act_that_there_is_not_is_nobodys() -> None:
    for name, acts in ACTS.items():
        trial = next(iter(acts.values())).trial()
        address = reverse(name, kwargs={**trial.words, "act": "no-such-act"})
        for role in ROLES:
            answer = browser(somebody(role)).post(address, trial.form)
            assert answer.status_code in (404, 422), (name, role)
