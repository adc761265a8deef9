"""What the gateway answers: statuses, error codes and their words.

Source: WeChat Pay, "错误码" of each call and "公共错误码"; the words of refused envelopes as seen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

STATUS = {
    "APPID_MCHID_NOT_MATCH": 400,
    "INVALID_REQUEST": 400,
    "NO_STATEMENT_EXIST": 400,
    "ORDERPAID": 400,
    "ORDER_CLOSED": 400,
    "PARAM_ERROR": 400,
    "STATEMENT_CREATING": 400,
    "SIGN_ERROR": 401,
    "NOT_ENOUGH": 403,
    "ORDER_NOT_EXIST": 404,
    "RESOURCE_NOT_EXISTS": 404,
    "FREQUENCY_LIMITED": 429,
    "SYSTEM_ERROR": 500,
}
WORDS = {
    "APPID_MCHID_NOT_MATCH": "商户号与appid不匹配",
    "FREQUENCY_LIMITED": "频率超限",
    "NOT_ENOUGH": "基本账户余额不足，请充值后重新发起",
    "NO_STATEMENT_EXIST": "账单文件不存在",
    "ORDERPAID": "该订单已支付",
    "ORDER_CLOSED": "订单已关闭",
    "ORDER_NOT_EXIST": "订单不存在",
    "PARAM_ERROR": "参数错误",
    "RESOURCE_NOT_EXISTS": "查询的资源不存在",
    "SIGN_ERROR": "签名错误",
    "STATEMENT_CREATING": "账单生成中",
    "SYSTEM_ERROR": "系统错误",
}
# The number after the last dash of Request-ID; where WeChat's is not known, one for all.
NUMBERS = {
    "": 0,
    "ORDER_NOT_EXIST": 268512771,
    "ORDERPAID": 268449538,
    "SIGN_ERROR": 268443699,
}
OTHER_NUMBER = 268435457
OTHER_PARAMETERS = 268498688


@dataclass(frozen=True)
class Reply:
    """An answer before it is signed; `code` is empty where nothing is wrong."""

    status: int
    body: bytes
    code: str = ""
    number: int = 0
    media: str = "application/json"


def succeed(content: Mapping[str, object]) -> Reply:
    """The call did what it says."""
    return Reply(200, _text(content))


def done() -> Reply:
    """The call did what it says, and there is nothing to tell."""
    return Reply(204, b"")


def refuse(
    code: str, message: str = "", *, number: int | None = None, detail: object = None
) -> Reply:
    """The call was refused or, for SYSTEM_ERROR, nobody knows."""
    said = {"code": code, "message": message or WORDS[code]}
    body = _text(said if detail is None else {**said, "detail": detail})
    known = NUMBERS.get(code, OTHER_NUMBER) if number is None else number
    return Reply(STATUS[code], body, code, known)


def _text(content: Mapping[str, object]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
