"""Who calls, and whether it is the merchant: checked before the business is looked at.

Source: WeChat Pay, "如何构造请求签名" and "签名常见问题". The time is checked before the signature.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from sandbox.rsa import is_signed
from sandbox.wechat.keys import Merchant
from sandbox.wechat.replies import Reply, refuse
from sandbox.wechat.turn import Call

SCHEME = "WECHATPAY2-SHA256-RSA2048"
NAMES = {"mchid", "nonce_str", "signature", "timestamp", "serial_no"}
PAIR = re.compile(r'([a-z_]+)="([^"]*)"')
BODY_SHOWN = 5


def find_fault(*, call: Call, merchant: Merchant, times_s: Collection[float]) -> Reply | None:
    """The refusal of an envelope that is not in order.

    `times_s` are the times that count as now: when the sandbox's clock was set, a client that
    follows it is on time, and one that goes by the machine's too.
    """
    # WeChat asks for these two headers everywhere; orders it has been seen to take without.
    named = all(call.headers.get(name) for name in ("accept", "user-agent"))
    if not named and not call.target.startswith("/v3/pay/"):
        return refuse("INVALID_REQUEST", "Http头缺少Accept或User-Agent")
    scheme, _, said = call.headers.get("authorization", "").partition(" ")
    if not said:
        return _unsigned("Http头Authorization值格式错误")
    if scheme != SCHEME:
        return _unsigned("HTTP头Authorization认证类型不正确")
    pairs = dict(PAIR.findall(said))
    if set(pairs) != NAMES:
        return _unsigned("Http头Authorization值格式错误")
    return _find_in(pairs, call, merchant, times_s)


def _find_in(
    pairs: dict[str, str], call: Call, merchant: Merchant, times_s: Collection[float]
) -> Reply | None:
    stamp = pairs["timestamp"]
    at_s = int(stamp) if re.fullmatch("[0-9]{1,12}", stamp) else None
    if at_s is None or all(abs(at_s - now_s) > merchant.clock_skew_s for now_s in times_s):
        return _unsigned("Http头Authorization中的timestamp与发起请求的时间不得超过5分钟")
    if pairs["mchid"] != merchant.mchid:
        return _unsigned("商户号不存在或与证书不匹配")
    if pairs["serial_no"].upper() != merchant.serial_no:
        return _unsigned("商户证书序列号有误。请使用签名私钥匹配的证书序列号")
    head = f"{call.method}\n{call.target}\n{stamp}\n{pairs['nonce_str']}\n".encode()
    text = head + call.body + b"\n"
    if is_signed(key=merchant.public_key, text=text, signature=pairs["signature"]):
        return None
    shown = (head + call.body[:BODY_SHOWN]).decode("utf-8", "replace")
    information = {
        "method": call.method,
        "url": call.target,
        "truncated_sign_message": shown + "\n",
        "sign_message_length": len(text),
    }
    issue = {"field": "signature", "location": "authorization", "issue": "sign not match"}
    return refuse("SIGN_ERROR", detail={**issue, "sign_information": information})


def _unsigned(message: str) -> Reply:
    return refuse("SIGN_ERROR", message)
