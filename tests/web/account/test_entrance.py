"""Logging in, signing up, logging out, and where people land."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import pytest
from django.core.cache import cache
from django.http import HttpResponse, HttpResponseBase
from django.test import Client

from anxin import wiring
from anxin.services.demo import LOGINS, PASSWORD, load_demo
from anxin.storage.account.models import Account

pytestmark = pytest.mark.django_db
LOGIN, SIGNUP = "/account/login/", "/account/signup/"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Forget how often this address has tried: every test is a visitor of its own."""
    cache.clear()


@pytest.fixture
def visitor() -> Client:
    """Somebody who is not logged in."""
    return Client(headers={"accept-language": "zh-hans"})


@pytest.fixture
def demo() -> None:
    """The demo's logins."""
    load_demo(outside=wiring.outside())


def words(response: HttpResponseBase) -> str:
    """Return what a page says."""
    assert isinstance(response, HttpResponse)
    return unescape(response.content.decode())


@pytest.mark.parametrize(
    ("username", "landing"),
    (
        ("buyer", "/"),
        ("merchant", "/console/deliveries/"),
        ("agent", "/console/"),
        ("senior", "/console/"),
    ),
)
def test_everybody_lands_at_their_place(
    demo: None, visitor: Client, username: str, landing: str
) -> None:
    answer = visitor.post(LOGIN, {"login": username, "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, landing)


def test_whoever_came_from_somewhere_goes_back_there(demo: None, visitor: Client) -> None:
    assert 'name="next" value="/orders/"' in words(visitor.get(f"{LOGIN}?next=/orders/"))
    form = {"login": "buyer", "password": PASSWORD, "next": "/orders/"}
    assert visitor.post(LOGIN, form)["Location"] == "/orders/"


def test_nobody_is_led_to_another_site(demo: None, visitor: Client) -> None:
    form = {"login": "buyer", "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert visitor.post(LOGIN, form)["Location"] == "/"


def test_a_wrong_password_is_refused_in_words_that_tell_nothing(
    demo: None, visitor: Client
) -> None:
    for name in ("buyer", "nobody-of-that-name"):
        said = words(visitor.post(LOGIN, {"login": name, "password": "wrong"}))
        assert "用户名或密码不对" in said
        assert "wrong" not in said


def test_a_demo_offers_its_logins_with_one_tap(visitor: Client) -> None:
    said = words(visitor.get(LOGIN))
    assert "演示账号" in said
    assert PASSWORD in said
    assert all(f'name="login" value="{login.username}"' in said for login in LOGINS)


def test_a_real_site_shows_no_demo_logins(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    real = replace(wiring.outside(), demo=False)
    monkeypatch.setattr(wiring, "outside", lambda: real)
    assert PASSWORD not in words(visitor.get(LOGIN))


def test_whoever_signs_up_is_a_buyer_whatever_they_send(visitor: Client) -> None:
    form = {
        "username": "xiaoman",
        "password1": "kuaile-tuidan-9",
        "password2": "kuaile-tuidan-9",
        "role": "supervisor",
        "is_staff": "on",
        "credit": "100",
    }
    assert visitor.post(SIGNUP, form).status_code == 302
    account = Account.objects.get(username="xiaoman")
    assert (account.role, account.is_staff, account.credit) == ("buyer", False, 60)
    assert visitor.get("/me/").status_code == 200


@pytest.mark.parametrize(
    ("name", "first", "second", "field"),
    (
        ("buyer", "kuaile-tuidan-9", "kuaile-tuidan-9", "username"),
        ("BUYER", "kuaile-tuidan-9", "kuaile-tuidan-9", "username"),
        ("xiaoman", "12345678", "12345678", "password1"),
        ("xiaoman", "kuaile-tuidan-9", "kuaile-tuidan-8", "password2"),
    ),
)
def test_a_name_that_is_taken_and_a_weak_or_mistyped_password_are_refused(
    demo: None, visitor: Client, name: str, first: str, second: str, field: str
) -> None:
    before = Account.objects.count()
    form = {"username": name, "password1": first, "password2": second}
    answer = visitor.post(SIGNUP, form)
    assert field in answer.context["form"].errors
    assert Account.objects.count() == before


def test_logging_out_is_asked_and_done_by_post(demo: None, visitor: Client) -> None:
    visitor.post(LOGIN, {"login": "buyer", "password": PASSWORD})
    assert "要退出登录吗" in words(visitor.get("/account/logout/"))
    assert visitor.get("/me/").status_code == 200
    assert visitor.post("/account/logout/")["Location"] == "/"
    assert visitor.get("/me/").status_code == 302


def test_a_changed_password_is_the_one_that_counts(demo: None, visitor: Client) -> None:
    visitor.post(LOGIN, {"login": "buyer", "password": PASSWORD})
    form = {"oldpassword": PASSWORD, "password1": "xin-mima-2026", "password2": "xin-mima-2026"}
    answer = visitor.post("/account/password/", form, follow=True)
    assert answer.redirect_chain == [("/me/", 302)]
    assert "密码已修改" in words(answer)
    other = Client()
    assert other.post(LOGIN, {"login": "buyer", "password": PASSWORD}).status_code == 200
    assert other.post(LOGIN, {"login": "buyer", "password": "xin-mima-2026"}).status_code == 302


def test_the_old_password_is_needed_for_a_new_one(demo: None, visitor: Client) -> None:
    visitor.post(LOGIN, {"login": "buyer", "password": PASSWORD})
    form = {"oldpassword": "guess", "password1": "xin-mima-2026", "password2": "xin-mima-2026"}
    assert "现在的密码不对" in words(visitor.post("/account/password/", form))


def test_a_switched_off_account_is_told_so(demo: None, visitor: Client) -> None:
    Account.objects.filter(username="buyer").update(is_active=False)
    answer = visitor.post(LOGIN, {"login": "buyer", "password": PASSWORD}, follow=True)
    assert "停用" in words(answer) or "用户名或密码不对" in words(answer)
    assert visitor.get("/me/").status_code == 302


@pytest.mark.parametrize(
    "address", ("/account/email/", "/account/password/reset/", "/account/password/set/")
)
def test_pages_of_allauth_that_we_do_not_show_do_not_exist(visitor: Client, address: str) -> None:
    assert visitor.get(address).status_code == 404
