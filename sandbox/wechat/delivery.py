"""What WeChat Pay tells its postman: how a notice is encrypted and signed, and when it is heard.

Source: WeChat Pay, "支付成功回调通知" and "如何解密回调报文": AEAD_AES_256_GCM under the APIv3 key;
any answer with status 200 or 204 within five seconds will do, else the same notice (same id) comes
again.
"""

from __future__ import annotations

import base64
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sandbox.clock import rfc3339
from sandbox.outbox import Notice
from sandbox.postman import Letter, Mail
from sandbox.wechat.lifecycle import pass_time
from sandbox.wechat.notices import OUTBOX
from sandbox.wechat.sealing import seal
from sandbox.wechat.turn import Provider

HEARD = ("200 ", "204 ")


def mail(*, provider: Provider) -> Mail:
    """The gateway's mail."""
    return Mail(
        outbox=OUTBOX,
        book=provider.book,
        clock=provider.clock,
        ladder_divisor=provider.ladder_divisor,
        pass_time=lambda tx: pass_time(turn=provider.turn(tx=tx)),
        compose=lambda notice: _compose(provider, notice),
        is_heard=lambda answer: answer.startswith(HEARD),
    )


def encrypt(*, apiv3_key: str, text: str, associated_data: str) -> dict[str, str]:
    """A text under the APIv3 key, as notices and /v3/certificates carry it."""
    nonce = secrets.token_hex(6)
    sealed = AESGCM(apiv3_key.encode()).encrypt(
        nonce.encode(), text.encode(), associated_data.encode()
    )
    return {
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": base64.b64encode(sealed).decode(),
        "associated_data": associated_data,
        "nonce": nonce,
    }


def _compose(provider: Provider, notice: Notice) -> Letter:
    """The notice as it goes over the wire, signed now; forged ones as badly as they say."""
    fields: dict[str, Any] = json.loads(notice.fields)
    kind = fields["original_type"]
    resource = encrypt(
        apiv3_key=provider.merchant.apiv3_key,
        text=json.dumps(fields["plain"], ensure_ascii=False, separators=(",", ":")),
        associated_data=kind,
    )
    said = {
        "id": notice.notify_id,
        "create_time": rfc3339(at_s=fields["created_at"]),
        "resource_type": "encrypt-resource",
        "event_type": fields["event_type"],
        "summary": fields["summary"],
        "resource": {"original_type": kind, **resource},
    }
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    sealed = seal(keys=provider.keys, serial=fields["serial"], body=body, spoilt=notice.forged)
    return Letter(body, {"Content-Type": "application/json", **sealed})
