"""What WeChat Pay's error codes mean. They come unsigned, so only these are acted upon.

Everything that is not named here, every 5xx, and a SIGN_ERROR, which is our key or clock, leaves
open what happened. None closes the way back: an unsigned word moves no money to the wallet by
itself, so a buyer whose account is gone is finance's. Source: WeChat Pay v3, "错误码" of each call.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from anxin.adapters.channel.wechat.gateway import Reply
from anxin.domain.channel import Refused, Unknown

LATER: Final = frozenset({"FREQUENCY_LIMITED", "NOT_ENOUGH"})
"""Not taken now: asked too often, or the merchant's balance is short. Same number, later."""
_NEVER: Final = frozenset({"PARAM_ERROR", "INVALID_REQUEST", "NO_AUTH", "MCH_NOT_EXISTS"})
NO_REFUND: Final = _NEVER | {"RESOURCE_NOT_EXISTS", "USER_ACCOUNT_ABNORMAL"}
"""A refund that will never be made; INVALID_REQUEST: too much, too late, or a wrong total."""
NO_ORDER: Final = _NEVER | {"APPID_MCHID_NOT_MATCH", "ORDER_CLOSED", "OUT_TRADE_NO_USED"}
"""A payment that will never be opened under this number."""
NO_CLOSING: Final = _NEVER | {"ORDERPAID", "ORDER_PAID"}
"""A payment that cannot be closed, since it was paid or cannot be meant."""
NOT_THERE: Final = frozenset({"RESOURCE_NOT_EXISTS", "ORDER_NOT_EXIST", "ORDERNOTEXIST"})
"""With 404: there is no such payment or refund (yet)."""


def refusal(*, reply: Reply, never: Collection[str]) -> Refused | Unknown:
    """What a reply that is no success says; `never` holds the codes that end this call for good."""
    if 400 <= reply.status < 500 and reply.code in LATER:
        return Refused(reply.code, final=False)
    if 400 <= reply.status < 500 and reply.code in never:
        return Refused(reply.code, final=True)
    return Unknown(f"{reply.status} {reply.code}".strip())


def is_not_there(*, reply: Reply) -> bool:
    """Whether WeChat Pay knows of no such thing."""
    return reply.status == 404 and reply.code in NOT_THERE
