"""The sandbox's real-name provider: what it is sent must be sealed, and for this request."""

from __future__ import annotations

import pytest

from tests.sandbox.partner import Counter, new_number
from tests.sandbox.process import Sandbox

CHECK = "/identity/check"


@pytest.fixture
def identity(sandbox: Sandbox) -> Counter:
    """The provider's counter."""
    return Counter(sandbox=sandbox, kind="identity")


@pytest.mark.parametrize("sealed", ["", "bm90IHNlYWxlZA==", "身份", "A" * 100])
def test_what_is_not_sealed_for_it_is_not_looked_at(identity: Counter, sealed: str) -> None:
    answer = identity.ask(CHECK, {"request_no": new_number(), "sealed": sealed})
    assert (answer.status, answer.json()["code"]) == (400, "invalid")


def test_a_call_without_a_right_signature_is_turned_away(identity: Counter) -> None:
    asked = {"request_no": new_number(), "sealed": "A"}
    assert identity.ask(CHECK, asked, signature="0" * 64).status == 401
