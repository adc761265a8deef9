"""How replies and notices are signed: over time, nonce and body, by the key that was asked for.

Source: WeChat Pay, "如何验证签名", and for probes "应对签名探测流量": a signature that begins with
WECHATPAY/SIGNTEST/ is wrong on purpose, to see whether anybody checks. The time is the machine's,
as the clients' is: the sandbox's clock moves what is due, not who is on time.
"""

from __future__ import annotations

import secrets
import time

from sandbox.rsa import sign, stranger_key
from sandbox.wechat.keys import GatewayKeys

SCHEME = "WECHATPAY2-SHA256-RSA2048"
PROBE = "WECHATPAY/SIGNTEST/"
STALE_S = 3600


def choose_serial(*, keys: GatewayKeys, wanted: str) -> str:
    """The key that a reply is signed with: the one asked for, or else the certificate's."""
    return wanted if keys.named(serial=wanted) else keys.platform_serial_no


def seal(*, keys: GatewayKeys, serial: str, body: bytes, spoilt: str = "") -> dict[str, str]:
    """The headers that sign a body; `spoilt` says in which way they are wrong."""
    if spoilt == "no_signature":
        return {}
    stamp = int(time.time()) - (STALE_S if spoilt == "stale_timestamp" else 0)
    nonce = secrets.token_hex(16).upper()
    strange = spoilt in ("other_key", "signtest")
    key = stranger_key() if strange else keys.named(serial=serial)
    assert key is not None, serial
    wrong = b" " if spoilt in ("bad_signature", "wrong_signature") else b""
    text = f"{stamp}\n{nonce}\n".encode() + body + wrong + b"\n"
    signature = sign(key=key, text=text)
    return {
        "Wechatpay-Timestamp": str(stamp),
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Signature": PROBE + signature if spoilt == "signtest" else signature,
        "Wechatpay-Serial": _other(serial) if spoilt == "wrong_serial" else serial,
        "Wechatpay-Signature-Type": SCHEME,
    }


def _other(serial: str) -> str:
    """A name of the same kind that names no key."""
    return serial[:-4] + ("0000" if serial[-4:] != "0000" else "1111")
