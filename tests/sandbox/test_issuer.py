"""The issuer of the sandbox: its cards, their locks, and who can still use them."""

from __future__ import annotations

import pytest

from sandbox.issuer.keys import prepare
from tests.sandbox.partner import Counter, handed_cards, new_cards, new_number, use
from tests.sandbox.process import Sandbox, ask

STATUS, LOCK = "/issuer/cards/status", "/issuer/cards/lock"
UNLOCK, REPLACE = "/issuer/cards/unlock", "/issuer/cards/replace"


@pytest.fixture
def issuer(sandbox: Sandbox) -> Counter:
    """The issuer's counter."""
    return Counter(sandbox=sandbox, kind="issuer")


def status_of(issuer: Counter, secret: str) -> dict[str, str]:
    """What the issuer says of one card."""
    name = issuer.name_of(secret)
    [found] = issuer.said(STATUS, {"cards": [name]})["cards"]
    assert found.pop("card") == name
    return dict(found)


def lock(issuer: Counter, secret: str, number: str, *, path: str = LOCK) -> dict[str, str]:
    """Lock (or unlock) one card."""
    item = {"lock_no": number, "card": issuer.name_of(secret)}
    [done] = issuer.said(path, {"locks": [item]})["locks"]
    assert done.pop("lock_no") == number
    return dict(done)


def test_a_card_is_unused_then_used_and_the_time_is_told(issuer: Counter, sandbox: Sandbox) -> None:
    [card] = new_cards(sandbox, count=1)
    assert status_of(issuer, card) == {"status": "unused"}
    assert use(sandbox, card).status == 200
    found = status_of(issuer, card)
    assert found["status"] == "used"
    assert found["used_at"].endswith("+08:00")


def test_a_card_that_the_issuer_never_made_is_invalid(issuer: Counter, sandbox: Sandbox) -> None:
    assert status_of(issuer, "NEVER-MADE") == {"status": "invalid"}
    assert lock(issuer, "NEVER-MADE", new_number()) == {"result": "invalid"}
    assert use(sandbox, "NEVER-MADE").status == 409


def test_a_card_is_used_once(sandbox: Sandbox) -> None:
    [card] = new_cards(sandbox, count=1)
    assert [use(sandbox, card).status, use(sandbox, card).status] == [200, 409]


def test_a_locked_card_cannot_be_used_until_it_is_unlocked(
    issuer: Counter, sandbox: Sandbox
) -> None:
    [card] = new_cards(sandbox, count=1)
    number = new_number()
    assert lock(issuer, card, number)["result"] == "locked"
    refused = use(sandbox, card)
    assert (refused.status, "锁定" in refused.text) == (409, True)
    assert status_of(issuer, card) == {"status": "locked", "lock_no": number}
    assert lock(issuer, card, number, path=UNLOCK) == {"result": "unlocked"}
    assert use(sandbox, card).status == 200


def test_a_used_card_cannot_be_locked_and_the_time_of_use_is_told(
    issuer: Counter, sandbox: Sandbox
) -> None:
    [card] = new_cards(sandbox, count=1)
    use(sandbox, card)
    found = lock(issuer, card, new_number())
    assert found["result"] == "used"
    assert found["used_at"]


def test_a_number_locks_once_however_often_it_is_asked(issuer: Counter, sandbox: Sandbox) -> None:
    [card, other] = new_cards(sandbox, count=2)
    number = new_number()
    first = lock(issuer, card, number)
    assert lock(issuer, card, number) == first
    assert lock(issuer, other, number) == {"result": "number_reused"}
    assert status_of(issuer, other) == {"status": "unused"}


def test_a_second_number_does_not_lock_a_locked_card(issuer: Counter, sandbox: Sandbox) -> None:
    [card] = new_cards(sandbox, count=1)
    first, second = new_number(), new_number()
    lock(issuer, card, first)
    assert lock(issuer, card, second) == {"result": "locked_elsewhere"}
    lock(issuer, card, second, path=UNLOCK)
    assert status_of(issuer, card)["lock_no"] == first


def test_a_lock_that_comes_after_its_unlocking_does_nothing(
    issuer: Counter, sandbox: Sandbox
) -> None:
    """Also where the lock never came first: the network may deliver the two the wrong way round."""
    [card] = new_cards(sandbox, count=1)
    number = new_number()
    assert lock(issuer, card, number, path=UNLOCK) == {"result": "unlocked"}
    assert lock(issuer, card, number) == {"result": "ended"}
    assert use(sandbox, card).status == 200


def test_a_replaced_card_is_invalid_and_the_new_one_works(
    issuer: Counter, sandbox: Sandbox
) -> None:
    [card] = new_cards(sandbox, count=1)
    lock(issuer, card, new_number())
    asked = {"request_no": new_number(), "card": issuer.name_of(card)}
    first, again = issuer.said(REPLACE, asked), issuer.said(REPLACE, asked)
    assert first["result"] == "replaced"
    assert first["card"] == again["card"]
    assert status_of(issuer, card) == {"status": "invalid"}
    assert use(sandbox, card).status == 409
    [new] = issuer.said(STATUS, {"cards": [first["card"]]})["cards"]
    assert new["status"] == "unused"


def test_a_used_card_is_not_replaced(issuer: Counter, sandbox: Sandbox) -> None:
    [card] = new_cards(sandbox, count=1)
    use(sandbox, card)
    asked = {"request_no": new_number(), "card": issuer.name_of(card)}
    assert issuer.said(REPLACE, asked)["result"] == "used"


def test_a_lock_can_be_told_to_fail(issuer: Counter, sandbox: Sandbox) -> None:
    [card] = new_cards(sandbox, count=1)
    sandbox.switch("lock_fails", on="issuer.lock", count=1)
    number = new_number()
    assert lock(issuer, card, number) == {"result": "failed"}
    assert status_of(issuer, card) == {"status": "unused"}
    assert lock(issuer, card, number)["result"] == "locked"


def test_no_secret_is_in_the_book_or_the_log(issuer: Counter, sandbox: Sandbox) -> None:
    [card] = new_cards(sandbox, count=1)
    lock(issuer, card, new_number())
    use(sandbox, card)
    shown = [ask(f"{sandbox.origin}{path}").text for path in ("/book", "/calls", "/issuer/")]
    assert not [text for text in shown if card in text]
    assert issuer.name_of(card) in shown[0]


def test_the_keys_command_hands_both_sides_the_same_keys_and_cards_once(tmp_path) -> None:  # type: ignore[no-untyped-def]
    data, shop = tmp_path / "data", tmp_path / "shop"
    prepare(data=data, shop=shop)
    handed = handed_cards(shop / "cards.txt")
    prepare(data=data, shop=shop)
    assert handed == handed_cards(shop / "cards.txt") == handed_cards(data / "issuer/cards.txt")
    assert len(set(handed)) == len(handed) > 100
    assert (shop / "issuer.json").read_text() == (data / "issuer/account.json").read_text()
    modes = {oct(path.stat().st_mode & 0o777) for path in tmp_path.rglob("*") if path.is_file()}
    assert modes == {"0o600"}


@pytest.mark.parametrize("given", [{}, {"count": 0}, {"count": True}, {"count": 1_001}, []])
def test_the_desk_makes_cards_within_reason(sandbox: Sandbox, given: object) -> None:
    assert ask(f"{sandbox.origin}/issuer/desk/cards", data=given).status == 422


def test_a_form_without_a_secret_is_told_so(sandbox: Sandbox) -> None:
    answer = ask(f"{sandbox.origin}/issuer/redeem", form={"secret": " ", "account": "a"})
    assert (answer.status, "请填写" in answer.text) == (422, True)
    assert ask(f"{sandbox.origin}/issuer/redeem").status == 200
