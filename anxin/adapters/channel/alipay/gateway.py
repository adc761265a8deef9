"""The SDK's client with what it lacks: a gateway of one's choice and a careful cut of the reply."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from typing import Any, Final
from zoneinfo import ZoneInfo

from alipay import AliPay
from alipay.exceptions import AliPayException, AliPayValidationError
from alipay.utils import AliPayConfig

BEIJING: Final = ZoneInfo("Asia/Shanghai")


def beijing_second(at: datetime) -> str:
    """Write a time as Alipay reads it, to the second and in Beijing's time."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True, slots=True)
class AlipayMerchant:
    """One merchant identity at Alipay. Keys are PEM texts; `seller_id` is its account (PID)."""

    app_id: str
    seller_id: str
    app_private_key: str
    alipay_public_key: str
    gateway: str
    notify_url: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A verified reply. `code` 10000 says that the call was taken, not what became of it."""

    code: str
    sub_code: str
    fields: dict[str, Any]


class NoReply(Exception):
    """No reply that can be believed: a time-out, a broken line, a bad or missing signature.

    What was asked for may have happened. Asking what became of it helps.
    """


class GatewayClient(AliPay):  # type: ignore[misc]  # the SDK has no types
    """The SDK's client, pointed at a gateway."""

    def __init__(self, merchant: AlipayMerchant, *, timeout_s: float) -> None:
        super().__init__(
            appid=merchant.app_id,
            app_notify_url=merchant.notify_url,
            app_private_key_string=merchant.app_private_key,
            alipay_public_key_string=merchant.alipay_public_key,
            config=AliPayConfig(timeout=timeout_s),
        )
        self._gateway = merchant.gateway

    def build_body(self, *given: Any, **more: Any) -> dict[str, Any]:
        """The SDK writes the machine's local time where Alipay reads Beijing's."""
        body: dict[str, Any] = super().build_body(*given, **more)
        return {**body, "timestamp": beijing_second(datetime.now(BEIJING))}

    def address(self, signed: str) -> str:
        """Return the address of the gateway for a signed query."""
        return f"{self._gateway}?{signed}"

    def ask(self, method: str, content: dict[str, Any]) -> Reply:
        """Call a method and return its verified reply. Raises `NoReply`."""
        try:
            fields = self.server_api(method, content)
        except AliPayValidationError as error:
            raise NoReply("the reply's signature is not Alipay's") from error
        except AliPayException as error:
            return self._unsigned(error)
        except (OSError, HTTPException, ValueError, AttributeError, KeyError) as error:
            raise NoReply(f"{type(error).__name__}: {error}") from error
        return Reply(str(fields.get("code", "")), str(fields.get("sub_code", "")), fields)

    def _unsigned(self, error: AliPayException) -> Reply:
        """An unsigned reply proves nothing, whatever it says: anybody could have sent it."""
        raise NoReply(f"unsigned reply, code {error}") from error

    def _get_string_to_be_signed(self, raw_string: str, response_type: str) -> str:
        """Cut out the signed text as JSON has it: the SDK counts braces inside texts too."""
        start = raw_string.index("{", raw_string.index(f'"{response_type}"'))
        return raw_string[start : json.JSONDecoder().raw_decode(raw_string, start)[1]]
