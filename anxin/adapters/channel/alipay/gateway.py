"""The SDK's client with what it lacks: a gateway of one's choice and a careful cut of the reply."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from typing import Any, Final
from zoneinfo import ZoneInfo

from alipay import AliPay, DCAliPay
from alipay.exceptions import AliPayException, AliPayValidationError
from alipay.utils import AliPayConfig

_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
BEIJING: Final = ZoneInfo("Asia/Shanghai")
REFUND_DAYS: Final = 365
"""What contracts commonly say; older ones say three months."""


def beijing_second(at: datetime) -> str:
    """Write a time as Alipay reads it, to the second and in Beijing's time."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True, slots=True)
class AlipayMerchant:
    """One merchant identity at Alipay. Keys are PEM texts; `seller_id` is its account (PID).

    An app signs by key, and then knows `alipay_public_key`, or by certificate, and then knows its
    own, Alipay's, and Alipay's roots. `refund_days`: for how many days after its payment a trade
    can be refunded, which the app's contract says (three months or twelve).
    """

    app_id: str
    seller_id: str
    app_private_key: str
    gateway: str
    notify_url: str
    alipay_public_key: str = ""
    app_certificate: str = ""
    alipay_certificate: str = ""
    root_certificates: str = ""
    refund_days: int = REFUND_DAYS


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


class _Careful:
    """What the SDK's clients lack, put before either of them."""

    def build_body(self, *given: Any, **more: Any) -> dict[str, Any]:
        """The SDK writes the machine's local time where Alipay reads Beijing's."""
        body: dict[str, Any] = super().build_body(*given, **more)  # type: ignore[misc]
        return {**body, "timestamp": beijing_second(datetime.now(BEIJING))}

    def _get_string_to_be_signed(self, raw_string: str, response_type: str) -> str:
        """Cut out the signed text as JSON has it: the SDK counts braces inside texts too."""
        start = raw_string.index("{", raw_string.index(f'"{response_type}"'))
        return raw_string[start : json.JSONDecoder().raw_decode(raw_string, start)[1]]


class _ByKey(_Careful, AliPay):  # type: ignore[misc]  # the SDK has no types
    """The SDK's client for an app that signs by key."""

    def __init__(self, merchant: AlipayMerchant) -> None:
        super().__init__(
            appid=merchant.app_id,
            app_notify_url=merchant.notify_url,
            app_private_key_string=merchant.app_private_key,
            alipay_public_key_string=merchant.alipay_public_key,
        )


class _ByCertificate(_Careful, DCAliPay):  # type: ignore[misc]  # the SDK has no types
    """The SDK's client for an app that signs by certificate."""

    def __init__(self, merchant: AlipayMerchant) -> None:
        super().__init__(
            appid=merchant.app_id,
            app_notify_url=merchant.notify_url,
            app_private_key_string=merchant.app_private_key,
            app_public_key_cert_string=merchant.app_certificate,
            alipay_public_key_cert_string=merchant.alipay_certificate,
            alipay_root_cert_string=_parted(merchant.root_certificates),
        )


class GatewayClient:
    """The SDK's client for the way in which an app signs, pointed at a gateway."""

    def __init__(self, merchant: AlipayMerchant, *, timeout_s: float) -> None:
        self.sdk = (_ByCertificate if merchant.root_certificates else _ByKey)(merchant)
        # Neither takes a gateway, and the one with certificates no time-out.
        self.sdk._gateway = self._gateway = merchant.gateway
        self.sdk._config = AliPayConfig(timeout=timeout_s)

    def address(self, method: str, content: dict[str, Any], *, return_url: str = "") -> str:
        """Return the address of the gateway that a browser is sent to with a signed call."""
        signed = self.sdk.client_api(method, content, return_url=return_url)
        return f"{self._gateway}?{signed}"

    def is_signed(self, data: dict[str, str], signature: str) -> bool:
        """Whether Alipay signed these fields, of which `sign` has been taken out."""
        try:
            return bool(self.sdk.verify(dict(data), signature))
        except (ValueError, TypeError):
            return False

    def ask(self, method: str, content: dict[str, Any]) -> Reply:
        """Call a method and return its verified reply. Raises `NoReply`."""
        try:
            fields = self.sdk.server_api(method, content)
        except AliPayValidationError as error:
            raise NoReply("the reply's signature is not Alipay's") from error
        except AliPayException as error:
            # An unsigned reply proves nothing, whatever it says: anybody could have sent it.
            raise NoReply(f"unsigned reply, code {error}") from error
        except (OSError, HTTPException, ValueError, AttributeError, KeyError) as error:
            raise NoReply(f"{type(error).__name__}: {error}") from error
        return Reply(str(fields.get("code", "")), str(fields.get("sub_code", "")), fields)


def _parted(roots: str) -> str:
    """Put an empty line between certificates: without it the SDK reads the first and no more."""
    return "\n\n".join(_CERTIFICATE.findall(roots.replace("\r\n", "\n")))
