"""The envelope of calls to issuer and supplier: who gets in, and what an answer proves."""

from __future__ import annotations

import http.client
import json
import time

import pytest

from tests.sandbox.partner import Counter, new_number
from tests.sandbox.process import Sandbox, ask

QUERY, STATUS = "/supplier/orders/query", "/issuer/cards/status"


@pytest.fixture
def supplier(sandbox: Sandbox) -> Counter:
    """The supplier's counter."""
    return Counter(sandbox=sandbox, kind="supplier")


def test_a_call_in_order_is_answered_with_a_signature_over_its_own_nonce(supplier: Counter) -> None:
    nonce = new_number()
    answer = supplier.ask(QUERY, {"order_no": new_number()}, nonce=nonce)
    assert (answer.status, answer.json()) == (200, {"code": "order_not_found"})
    assert supplier.is_signed(QUERY, answer, nonce=nonce)
    assert not supplier.is_signed(QUERY, answer, nonce=new_number())
    assert not supplier.is_signed(STATUS, answer, nonce=nonce)


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        ({"key_id": "somebody"}, "unknown_key"),
        ({"signature": "0" * 64}, "bad_signature"),
        ({"signature": ""}, "bad_signature"),
        ({"timestamp": str(int(time.time()) - 40_000)}, "stale"),
        ({"timestamp": str(int(time.time()) + 40_000)}, "stale"),
        ({"timestamp": "soon"}, "stale"),
        ({"timestamp": "-1"}, "stale"),
        ({"nonce": "short"}, "replayed"),
        ({"nonce": "n" * 65}, "replayed"),
    ],
)
def test_what_is_wrong_with_an_envelope_is_said(
    supplier: Counter, spoilt: dict[str, str], code: str
) -> None:
    answer = supplier.ask(QUERY, {"order_no": new_number()}, **spoilt)
    assert (answer.status, answer.json()["code"]) == (401, code)


@pytest.mark.parametrize(("off_s", "status"), [(-320, 401), (-280, 200), (280, 200), (320, 401)])
def test_a_call_is_taken_within_five_minutes_either_way(
    supplier: Counter, off_s: int, status: int
) -> None:
    at = str(int(time.time()) + off_s)
    assert supplier.ask(QUERY, {"order_no": new_number()}, timestamp=at).status == status


def test_a_call_sent_twice_is_done_once(supplier: Counter, sandbox: Sandbox) -> None:
    fields = {"order_no": new_number(), "goods": "G1", "account": "138", "value_fen": 100}
    headers = supplier.envelope("/supplier/orders", json.dumps(fields).encode())
    url = f"{sandbox.origin}/supplier/orders"
    assert ask(url, data=fields, headers=headers).status == 200
    again = ask(url, data=fields, headers=headers)
    assert (again.status, again.json()["code"]) == (401, "replayed")


def test_the_body_and_the_address_are_part_of_what_is_signed(
    supplier: Counter, sandbox: Sandbox
) -> None:
    number = new_number()
    headers = supplier.envelope(QUERY, json.dumps({"order_no": number}).encode())
    other = ask(f"{sandbox.origin}{QUERY}", data={"order_no": f"{number}0"}, headers=headers)
    cancel = f"{sandbox.origin}/supplier/orders/cancel"
    elsewhere = ask(cancel, data={"order_no": number}, headers=headers)
    assert other.json()["code"] == elsewhere.json()["code"] == "bad_signature"
    assert number not in ask(f"{sandbox.origin}/book").json()["supplier"]


def test_a_stranger_is_given_no_signature(supplier: Counter) -> None:
    answer = supplier.ask(QUERY, {}, signature="0" * 64)
    assert "Signature" not in answer.headers


def test_the_key_of_one_partner_does_not_open_the_other(sandbox: Sandbox) -> None:
    issuer = Counter(sandbox=sandbox, kind="issuer")
    assert issuer.ask(QUERY, {"order_no": new_number()}).json()["code"] == "unknown_key"


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b'{"a": "\\ud800"}', b"[" * 5_000, b"7"])
def test_a_body_that_is_no_object_is_refused_and_ends_nothing(
    supplier: Counter, sandbox: Sandbox, body: bytes
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=5)
    connection.request("POST", QUERY, body, supplier.envelope(QUERY, body))
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())["code"]) == (400, "invalid")
    connection.close()


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        (QUERY, {}),
        (QUERY, {"order_no": "short"}),
        (QUERY, {"order_no": ["N123456789"]}),
        ("/supplier/orders", {"order_no": "N123456789", "goods": "G", "account": "a"}),
        (
            "/supplier/orders",
            {"order_no": "N123456789", "goods": "G", "account": " ", "value_fen": 1},
        ),
        (
            "/supplier/orders",
            {"order_no": "N123456789", "goods": "G", "account": "a", "value_fen": True},
        ),
        (
            "/supplier/orders",
            {"order_no": "N123456789", "goods": "G", "account": "a", "value_fen": 0},
        ),
    ],
)
def test_a_field_that_does_not_fit_is_named(
    supplier: Counter, path: str, fields: dict[str, object]
) -> None:
    answer = supplier.ask(path, fields)
    assert (answer.status, answer.json()["code"]) == (400, "invalid")
    assert answer.json()["error"]
