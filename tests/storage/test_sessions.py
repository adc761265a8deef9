"""Sessions end with the password: the database sees to it."""

from __future__ import annotations

import pytest
from django.test import Client

from anxin.storage.account.models import Account, Session
from anxin.storage.aftersale.ground import ground_by_session
from tests.factories.account import an_account
from tests.factories.order import paid

pytestmark = pytest.mark.django_db


def logged_in(account: Account) -> str:
    """Log in and return the session's key."""
    client = Client()
    client.force_login(account)
    return client.cookies["sessionid"].value


def test_a_session_names_its_account() -> None:
    account = an_account()
    assert Session.objects.get(session_key=logged_in(account)).account_id == account.id


def test_a_session_ends_when_the_password_changes() -> None:
    account = an_account()
    logged_in(account)
    account.set_password("something new")
    account.save()
    assert not Session.objects.filter(account=account).exists()


def test_a_session_ends_when_the_account_is_closed() -> None:
    account = an_account()
    logged_in(account)
    Account.objects.filter(id=account.id).update(is_active=False)
    assert not Session.objects.filter(account=account).exists()


def test_other_changes_and_other_accounts_leave_sessions_alone() -> None:
    account, other = an_account(), an_account()
    logged_in(account)
    account.nickname = "新名字"
    account.save()
    other.set_password("something new")
    other.save()
    assert Session.objects.filter(account=account).exists()


def test_the_ground_is_read_through_the_buyers_own_session_only() -> None:
    bought = paid()
    ours = logged_in(Account.objects.get(id=bought.buyer))
    theirs = logged_in(an_account())
    found = ground_by_session(session_key=ours, order_no=bought.no)
    assert found is not None and found.buyer_id == bought.buyer
    assert ground_by_session(session_key=theirs, order_no=bought.no) is None
    assert ground_by_session(session_key="", order_no=bought.no) is None


def test_an_expired_session_reads_nothing() -> None:
    bought = paid()
    key = logged_in(Account.objects.get(id=bought.buyer))
    row = Session.objects.get(session_key=key)
    row.expire_date = row.expire_date.replace(year=2001)
    row.save()
    assert ground_by_session(session_key=key, order_no=bought.no) is None
