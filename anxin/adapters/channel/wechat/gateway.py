"""The SDK's client with what it lacks: a gateway of one's choice, an age limit, and no call that
a stranger can cause. The only file that knows the SDK's private names; its version is locked.
"""

from __future__ import annotations

import copy
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from cryptography.x509 import Certificate, load_pem_x509_certificate
from wechatpayv3 import WeChatPay, WeChatPayType
from wechatpayv3.core import Core

AGE_LIMIT_S: Final = 300
"""How far a message's time may be from ours (WeChat Pay, "签名验证": five minutes)."""
CERTIFICATES_AGAIN_S: Final = 60
"""How long after asking for the platform's certificates they are not asked for again."""
SIGNED_BY: Final = frozenset(
    f"wechatpay-{part}" for part in ("signature", "signature-type", "timestamp", "nonce", "serial")
)
SIGNATURE_TYPE: Final = "WECHATPAY2-SHA256-RSA2048"
PROBE: Final = "WECHATPAY/SIGNTEST/"
"""How a signature begins that WeChat Pay has made wrong on purpose, to see it refused."""
_SERIAL = re.compile(r"[0-9A-Fa-f]{1,64}")

Call = Callable[..., tuple[int, str | bytes]]


@dataclass(frozen=True, slots=True)
class WechatMerchant:
    """One merchant identity at WeChat Pay. Keys and certificates are PEM texts.

    `serial_no` is the merchant's own certificate's, `apiv3_key` has 32 characters. WeChat Pay
    signs with `public_key` under its `public_key_id`, or with one of its platform `certificates`
    (hexadecimal serial); while a merchant moves from these to that, with either.
    """

    mchid: str
    appid: str
    serial_no: str
    private_key: str
    apiv3_key: str
    gateway: str
    notify_url: str
    public_key: str = ""
    public_key_id: str = ""
    certificates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply: verified if `status` is 2xx, and then without `code`; else nobody's word for sure.

    `code` is why not, as WeChat Pay calls it; empty where the reply is not one of its own.
    """

    status: int
    code: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    """A verified notice: its kind, and what it carried, decrypted."""

    kind: str
    fields: dict[str, Any]


class Unproven(Exception):
    """A message that is not proven to be WeChat Pay's, or none at all.

    What was asked for may have happened. Asking what became of it helps.
    """


class _Core(Core):  # type: ignore[misc]  # the SDK has no types
    """The SDK's connection, pointed at a gateway and made careful."""

    def __init__(self, merchant: WechatMerchant, *, timeout_s: float) -> None:
        super().__init__(
            mchid=merchant.mchid,
            cert_serial_no=merchant.serial_no,
            private_key=merchant.private_key,
            apiv3_key=merchant.apiv3_key,
            timeout=timeout_s,
            public_key=merchant.public_key or None,
            public_key_id=merchant.public_key_id or None,
        )
        self._gate_way = merchant.gateway
        self._certificates = [load_pem_x509_certificate(c.encode()) for c in merchant.certificates]
        self._asked_at_s = -float(CERTIFICATES_AGAIN_S)

    def _init_certificates(self) -> None:
        """Call nobody while being made: the gateway is not known yet."""

    def _update_certificates(self) -> None:
        """Ask for the platform's certificates; until the answer is read the old ones stay.

        The SDK throws them away first, which leaves other threads, or a call that fails, without.
        """
        if time.monotonic() - self._asked_at_s < CERTIFICATES_AGAIN_S:
            return
        self._asked_at_s = time.monotonic()
        fresh = copy.copy(self)
        fresh._certificates = []
        try:
            Core._update_certificates(fresh)
        except Exception as error:  # the SDK reads this reply, which nobody signed, without care
            raise Unproven(f"no certificates: {type(error).__name__}: {error}") from error
        self._certificates = fresh._certificates or self._certificates

    def knows(self, *, serial_no: str) -> bool:
        """Whether a serial is one of the keys that are here."""
        if serial_no == self._public_key_id:
            return True
        if not _SERIAL.fullmatch(serial_no):
            return False
        valid = (c.serial_number for c in self._certificates if _is_valid(c))
        return int(serial_no, 16) in valid

    def _verify_signature(self, headers: Mapping[str, str], body: str) -> bool:
        """Believe what is signed, of our time and by a key that is here. Raises `Unproven`."""
        serial_no = headers.get("wechatpay-serial", "")
        if headers.get("wechatpay-signature-type") != SIGNATURE_TYPE:
            raise Unproven("not signed in the way agreed on")
        if headers.get("wechatpay-signature", "").startswith(PROBE):
            raise Unproven("a probe with a wrong signature")
        if not _is_timely(headers.get("wechatpay-timestamp", "")):
            raise Unproven("not of our time")
        if _SERIAL.fullmatch(serial_no) and not self.knows(serial_no=serial_no):
            self._update_certificates()
        if not self.knows(serial_no=serial_no) or not super()._verify_signature(headers, body):
            raise Unproven("the signature is not WeChat Pay's")
        return True


class WechatClient(WeChatPay):  # type: ignore[misc]  # the SDK has no types
    """The SDK's client: its methods make a call's content, `ask` makes the call."""

    def __init__(self, merchant: WechatMerchant, *, timeout_s: float) -> None:
        # The SDK's own constructor would make a connection to WeChat Pay's address, and call it.
        self._type, self._partner_mode = WeChatPayType.NATIVE, False
        self._mchid, self._appid = merchant.mchid, merchant.appid
        self._notify_url = merchant.notify_url
        self._core = _Core(merchant, timeout_s=timeout_s)

    def ask(self, call: Call, **content: Any) -> Reply:
        """Call one of the SDK's methods and return the reply. Raises `Unproven`."""
        try:
            status, text = call(**content)
        except (OSError, ValueError) as error:  # requests' errors are among the first
            raise Unproven(f"{type(error).__name__}: {error}") from error
        fields = _object(text)
        if 200 <= status < 300:
            if fields is None and status != 204:
                raise Unproven("no JSON")
            return Reply(status, "", fields or {})
        return Reply(status, str((fields or {}).get("code", "")), fields or {})

    def read(self, *, headers: Mapping[str, str], body: bytes) -> Event:
        """Verify and decrypt a notice, calling nobody whatever it says. Raises `Unproven`."""
        said = {name.lower(): value for name, value in headers.items()}
        said = {name: said[name] for name in said if name in SIGNED_BY}
        if not self._core.knows(serial_no=said.get("wechatpay-serial", "")):
            raise Unproven("signed with a key that is not here")
        try:
            notice = self.callback(said, body)
        except Unproven:
            raise
        except Exception as error:  # the SDK's own errors have no class of their own
            raise Unproven(f"{type(error).__name__}: {error}") from error
        fields = notice.get("resource") if notice else None
        if not isinstance(fields, dict):
            raise Unproven("not encrypted for us")
        return Event(str(notice.get("event_type", "")), fields)


def _is_valid(certificate: Certificate) -> bool:
    return certificate.not_valid_before_utc <= datetime.now(UTC) < certificate.not_valid_after_utc


def _is_timely(timestamp: str) -> bool:
    """Whether a time in seconds is ours. The SDK would take a notice of yesterday."""
    is_number = timestamp.isascii() and timestamp.isdecimal() and len(timestamp) < 12
    return is_number and abs(time.time() - int(timestamp)) <= AGE_LIMIT_S


def _object(text: str | bytes) -> dict[str, Any] | None:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None
