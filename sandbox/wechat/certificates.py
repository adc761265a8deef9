"""/v3/certificates: the platform's certificate, for merchants in certificate mode.

Source: WeChat Pay, "下载平台证书": each is encrypted under the APIv3 key.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.serialization import Encoding

from sandbox.clock import rfc3339
from sandbox.wechat.delivery import encrypt
from sandbox.wechat.replies import Reply, succeed
from sandbox.wechat.turn import Call, Turn


def tell_certificates(*, turn: Turn, call: Call) -> Reply:
    """Tell the one certificate that there is."""
    keys = turn.provider.keys
    sealed = encrypt(
        apiv3_key=turn.merchant.apiv3_key,
        text=keys.certificate.public_bytes(Encoding.PEM).decode(),
        associated_data="certificate",
    )
    told = {
        "serial_no": keys.platform_serial_no,
        "effective_time": rfc3339(at_s=keys.certificate.not_valid_before_utc.timestamp()),
        "expire_time": rfc3339(at_s=keys.certificate.not_valid_after_utc.timestamp()),
        "encrypt_certificate": sealed,
    }
    return succeed({"data": [told]})
