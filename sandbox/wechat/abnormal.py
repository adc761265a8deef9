"""/v3/refund/domestic/refunds/{refund_id}/apply-abnormal-refund: a refund that no bank took.

Source: WeChat Pay, "发起异常退款". The money goes to another card of the user's, whose number and
name come encrypted under the key that Wechatpay-Serial names, or to the merchant's own account.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import replace

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA1

from sandbox.wechat.order import find_paid
from sandbox.wechat.refund import Refund, find_by_id, save_refund
from sandbox.wechat.refunds import plan
from sandbox.wechat.replies import Reply, refuse, succeed
from sandbox.wechat.turn import Call, Turn
from sandbox.wechat.views import refund_view

MERCHANTS_ACCOUNT = "商户结算银行账户"
# Only debit cards are paid out to.
CARD = {
    "bank_type": re.compile("[A-Z]{2,10}_DEBIT"),
    "bank_account": re.compile("[0-9]{12,19}"),
    "real_name": re.compile(r".{2,64}"),
}
PADDING = OAEP(mgf=MGF1(SHA1()), algorithm=SHA1(), label=None)


def apply_abnormal(*, turn: Turn, call: Call) -> Reply:
    """Send the money of an abnormal refund another way; it is PROCESSING again."""
    refund = find_by_id(tx=turn.tx, refund_id=call.path["refund_id"])
    if refund is None or refund.out_refund_no != call.content["out_refund_no"]:
        return refuse("RESOURCE_NOT_EXISTS", "退款单不存在")
    if refund.status != "ABNORMAL":
        return refuse("INVALID_REQUEST", "退款单状态不是退款异常，不能发起异常退款")
    way = _to_card(turn, call, refund)
    if isinstance(way, Reply):
        return way
    order = find_paid(tx=turn.tx, transaction_id=refund.transaction_id)
    assert order is not None, refund.refund_id
    outcome, settles_at = plan(turn=turn, place=call.name, order=order)
    again = replace(
        way, status="PROCESSING", outcome=outcome, settles_at=settles_at, settled_at=None
    )
    return succeed(refund_view(refund=save_refund(tx=turn.tx, refund=again), order=order))


def _to_card(turn: Turn, call: Call, refund: Refund) -> Refund | Reply:
    """The refund on its new way, or what is wrong with that."""
    if call.content["type"] == "MERCHANT_BANK_CARD":
        return replace(refund, received_account=MERCHANTS_ACCOUNT)
    serial = call.headers.get("wechatpay-serial", "")
    if not serial:
        return refuse("PARAM_ERROR", "HTTP header缺少微信支付平台证书序列号(Wechatpay-Serial)")
    key = turn.provider.keys.named(serial=serial)
    if key is None:
        return refuse("PARAM_ERROR", "平台证书序列号Wechatpay-Serial错误")
    given = call.content
    read = {
        "bank_type": given.get("bank_type"),
        "bank_account": decrypt(key=key, text=given.get("bank_account", "")),
        "real_name": decrypt(key=key, text=given.get("real_name", "")),
    }
    for name, wanted in CARD.items():
        if not wanted.fullmatch(read[name] or ""):
            detail = {"field": f"/{name}", "issue": "is missing, unreadable or wrong"}
            return refuse("PARAM_ERROR", detail={**detail, "location": "body"})
    shown = f"{read['bank_type']}尾号{(read['bank_account'] or '')[-4:]}"
    return replace(refund, channel="OTHER_BANKCARD", received_account=shown)


def decrypt(*, key: RSAPrivateKey, text: str) -> str | None:
    """What was encrypted under our public key; nothing if it was not."""
    try:
        return key.decrypt(base64.b64decode(text, validate=True), PADDING).decode()
    except (ValueError, binascii.Error):
        return None
