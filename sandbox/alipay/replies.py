"""What the gateway answers: codes, their words, and the signature spliced in beside them.

Sources: Alipay, "公共错误码" for 20000 to 40002, and the error tables of alipay.trade.* for ACQ.*.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from sandbox.rsa import sign

Reply = dict[str, object]

MESSAGES = {
    "10000": "Success",
    "40001": "Missing Required Arguments",
    "40002": "Invalid Arguments",
    "40004": "Business Failed",
}
REASONS = {
    "isv.missing-method": "缺少方法名参数",
    "isv.missing-signature": "缺少签名参数",
    "isv.missing-signature-type": "缺少签名类型参数",
    "isv.missing-app-id": "缺少appId参数",
    "isv.missing-timestamp": "缺少时间戳参数",
    "isv.missing-version": "缺少版本参数",
    "isv.invalid-parameter": "参数无效",
    "isv.invalid-method": "不存在的方法名",
    "isv.invalid-app-id": "无效的AppID参数",
    "isv.invalid-charset": "字符集错误",
    "isv.invalid-format": "无效的数据格式",
    "isv.invalid-signature-type": "无效的签名类型",
    "isv.invalid-signature": "验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配",
    "isv.invalid-timestamp": "非法的时间戳参数",
    "isv.missing-app-cert-sn": "缺少应用公钥证书序列号",
    "isv.missing-alipay-root-cert-sn": "缺少支付宝根证书序列号",
    "isv.app-cert-not-exist": "应用公钥证书不存在",
    "isv.invalid-alipay-root-cert-sn": "支付宝根证书序列号无效",
    "isp.bill_not_exist": "账单不存在",
    "ACQ.CONTEXT_INCONSISTENT": "交易信息被篡改",
    "ACQ.DISCORDANT_REPEAT_REQUEST": "请求信息不一致",
    "ACQ.INVALID_PARAMETER": "参数无效",
    "ACQ.REASON_TRADE_REFUND_FEE_ERR": "退款金额无效",
    "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL": "撤销或退款金额与订单金额不一致",
    "ACQ.SELLER_BALANCE_NOT_ENOUGH": "卖家余额不足",
    "ACQ.SYSTEM_ERROR": "系统错误",
    "ACQ.TRADE_HAS_CLOSE": "交易已经关闭",
    "ACQ.TRADE_HAS_FINISHED": "交易已完结",
    "ACQ.TRADE_HAS_SUCCESS": "交易已被支付",
    "ACQ.TRADE_NOT_EXIST": "交易不存在",
    "ACQ.TRADE_STATUS_ERROR": "交易状态不合法",
}


@dataclass(frozen=True)
class Seal:
    """How a reply is signed: by the gateway's key, or spoilt by a switch.

    `cert_sn` names the key's certificate to an app in certificate mode.
    """

    key: RSAPrivateKey
    spoilt: str = ""
    cert_sn: str = ""


def succeed(**fields: object) -> Reply:
    """The call did what it says."""
    return {"code": "10000", "msg": MESSAGES["10000"], **fields}


def refuse(sub_code: str, **fields: object) -> Reply:
    """The business said no, or, for ACQ.SYSTEM_ERROR, does not know."""
    return _error("40004", sub_code, fields)


def reject(sub_code: str) -> Reply:
    """The envelope is not in order."""
    missing = sub_code.startswith("isv.missing") and not sub_code.endswith("-cert-sn")
    return _error("40001" if missing else "40002", sub_code, {})


def _error(code: str, sub_code: str, fields: Mapping[str, object]) -> Reply:
    reason = {"sub_code": sub_code, "sub_msg": REASONS[sub_code]}
    return {"code": code, "msg": MESSAGES[code], **reason, **fields}


def splice(*, name: str, reply: Reply, seal: Seal | None) -> str:
    """The text of an answer; without a seal it bears no signature.

    The signature is over the inner text as it stands, so that is written once and put in place,
    with slashes escaped as Alipay does: whoever reads and rewrites it before checking, fails.
    """
    inner = json.dumps(reply, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/")
    if seal is None or seal.spoilt == "no_signature":
        return f'{{"{name}":{inner}}}'
    over = f"{inner} " if seal.spoilt == "bad_signature" else inner
    named = f'"alipay_cert_sn":"{seal.cert_sn}",' if seal.cert_sn else ""
    return f'{{"{name}":{inner},{named}"sign":"{sign(key=seal.key, text=over)}"}}'
