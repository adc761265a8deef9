"""/v3/pay/transactions/native, /h5, /jsapi and /app: a merchant asks for money.

Source: WeChat Pay, "Native下单" and its like. The same order again, with the same parameters, gets
a new link of its own two hours (h5: five minutes).
"""

from __future__ import annotations

import ipaddress
import json
import secrets

from sandbox.clock import beijing_text, read_rfc3339
from sandbox.wechat.order import Order, find_order
from sandbox.wechat.replies import OTHER_PARAMETERS, Reply, refuse, succeed
from sandbox.wechat.sealing import choose_serial
from sandbox.wechat.turn import Call, Turn

TRADE_TYPES = {"native": "NATIVE", "h5": "MWEB", "jsapi": "JSAPI", "app": "APP"}
LINK_VALID_S = 2 * 3600
H5_VALID_S = 5 * 60
WAIT_S = 7 * 86_400
NATIVE_PREFIX = "weixin://wxpay/bizpayurl?pr="
OVER = {"SUCCESS": "ORDERPAID", "REFUND": "ORDERPAID", "CLOSED": "ORDER_CLOSED"}


def order_payment(*, turn: Turn, call: Call) -> Reply:
    """Note down what is to be paid; the reply says where, in the way of the product."""
    product = call.name.rpartition(".")[2]
    asked = call.content
    if asked["appid"] != turn.merchant.appid:
        return refuse("APPID_MCHID_NOT_MATCH")
    expires_at = turn.now_s + WAIT_S
    if "time_expire" in asked:
        given_s = read_rfc3339(text=asked["time_expire"])
        if given_s is None or given_s <= turn.now_s:
            return _wrong("/time_expire", asked["time_expire"], "must be a time to come")
        expires_at = given_s
    if product == "h5" and not _is_address(asked["scene_info"]["payer_client_ip"]):
        ip = asked["scene_info"]["payer_client_ip"]
        return _wrong("/scene_info/payer_client_ip", ip, "must be the payer's address")
    known = find_order(tx=turn.tx, out_trade_no=asked["out_trade_no"])
    if known is None:
        known = _insert(turn, call, TRADE_TYPES[product], expires_at)
    if known.state in OVER:
        return refuse(OVER[known.state])
    if (known.asked, known.trade_type) != (_canonical(asked), TRADE_TYPES[product]):
        words = "请求重入时，参数与首次请求时不一致"
        return refuse("INVALID_REQUEST", words, number=OTHER_PARAMETERS)
    return _tell_link(turn, known, product)


def _tell_link(turn: Turn, order: Order, product: str) -> Reply:
    prepay = product in ("jsapi", "app")
    token = _new_prepay_id(turn) if prepay else secrets.token_urlsafe(9)
    valid_s = H5_VALID_S if product == "h5" else LINK_VALID_S
    turn.tx.execute(
        "INSERT INTO wechat_link VALUES (?, ?, ?)",
        [token, order.transaction_id, min(turn.now_s + valid_s, order.expires_at)],
    )
    if prepay:
        return succeed({"prepay_id": token})
    if product == "native":
        return succeed({"code_url": NATIVE_PREFIX + token})
    # A query of its own, as WeChat's has: shops append `&redirect_url=`.
    return succeed({"h5_url": f"{turn.provider.origin}/wxpay/{token}?package={order.total_fen}"})


def _insert(turn: Turn, call: Call, trade_type: str, expires_at: float) -> Order:
    asked = call.content
    wanted = call.headers.get("wechatpay-serial", "")
    order = Order(
        transaction_id=_new_transaction_id(turn),
        out_trade_no=asked["out_trade_no"],
        trade_type=trade_type,
        asked=_canonical(asked),
        description=asked["description"],
        attach=asked.get("attach", ""),
        notify_url=asked["notify_url"],
        serial=choose_serial(keys=turn.provider.keys, wanted=wanted),
        total_fen=asked["amount"]["total"],
        given_back_fen=0,
        fee_fen=0,
        state="NOTPAY",
        created_at=turn.now_s,
        expires_at=expires_at,
        paid_at=None,
        closed_at=None,
    )
    columns = vars(order)
    turn.tx.execute(
        f"INSERT INTO wechat_order ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
        list(columns.values()),
    )
    return order


def _canonical(asked: object) -> str:
    return json.dumps(asked, ensure_ascii=False, sort_keys=True)


def _is_address(text: str) -> bool:
    """Whether this can be a payer's: anything but this machine."""
    try:
        return not ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False


def _wrong(field: str, value: object, issue: str) -> Reply:
    detail = {"field": field, "value": value, "issue": issue, "location": "body"}
    return refuse("PARAM_ERROR", detail=detail)


def _day(turn: Turn) -> str:
    return beijing_text(at_s=turn.now_s)[:10].replace("-", "")


def _new_transaction_id(turn: Turn) -> str:
    """Twenty-eight digits that begin with 42 and hold the day, as WeChat's do."""
    return f"4200{secrets.randbelow(10**6):06d}{_day(turn)}{secrets.randbelow(10**10):010d}"


def _new_prepay_id(turn: Turn) -> str:
    return f"wx{_day(turn)}{secrets.token_hex(13)}"
