"""The fields of every request.

Source: WeChat Pay, "Native下单", "H5下单", "JSAPI下单", "APP下单", "关闭订单", "申请退款",
"发起异常退款", "申请交易账单" and "申请资金账单" for direct merchants.
"""

from __future__ import annotations

from sandbox.wechat.fields import Fields, Flag, Group, Many, Number, Text

ORDER_NO = r"[0-9A-Za-z_\-|*]{6,32}"
REFUND_NO = r"[0-9A-Za-z_\-|*@]{1,64}"
# No query: what a notice is about stands in its body.
NOTIFY_URL = r"https?://[^?#\s]+"
RFC3339 = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)"
CURRENCY = Text(16, "CNY", needed=False)

STORE = Group(
    {
        "id": Text(32),
        "name": Text(256, needed=False),
        "area_code": Text(32, needed=False),
        "address": Text(512, needed=False),
    },
    needed=False,
)
SCENE: Fields = {
    "payer_client_ip": Text(45),
    "device_id": Text(32, needed=False),
    "store_info": STORE,
}
GOODS = Group(
    {
        "merchant_goods_id": Text(32),
        "wechatpay_goods_id": Text(32, needed=False),
        "goods_name": Text(256, needed=False),
        "quantity": Number(),
        "unit_price": Number(0),
    }
)
ORDER: Fields = {
    "appid": Text(32),
    "mchid": Text(32),
    "description": Text(127),
    "out_trade_no": Text(32, ORDER_NO),
    "time_expire": Text(64, RFC3339, needed=False),
    "attach": Text(128, needed=False),
    "notify_url": Text(255, NOTIFY_URL),
    "goods_tag": Text(32, needed=False),
    "support_fapiao": Flag(),
    "amount": Group({"total": Number(), "currency": CURRENCY}),
    "detail": Group(
        {
            "cost_price": Number(0, needed=False),
            "invoice_id": Text(32, needed=False),
            "goods_detail": Many(GOODS),
        },
        needed=False,
    ),
    "scene_info": Group(SCENE, needed=False),
    "settle_info": Group({"profit_sharing": Flag()}, needed=False),
}
H5_INFO = Group(
    {
        "type": Text(32),
        "app_name": Text(64, needed=False),
        "app_url": Text(128, needed=False),
        "bundle_id": Text(128, needed=False),
        "package_name": Text(128, needed=False),
    }
)
ORDERS: dict[str, Fields] = {
    "native": ORDER,
    "app": ORDER,
    "h5": {**ORDER, "scene_info": Group({**SCENE, "h5_info": H5_INFO})},
    "jsapi": {**ORDER, "payer": Group({"openid": Text(128)})},
}

WHOSE: Fields = {"mchid": Text(32)}

RETURNED_GOODS = Group(
    {
        "merchant_goods_id": Text(32),
        "wechatpay_goods_id": Text(32, needed=False),
        "goods_name": Text(256, needed=False),
        "unit_price": Number(0),
        "refund_amount": Number(0),
        "refund_quantity": Number(),
    }
)
REFUND: Fields = {
    "transaction_id": Text(32, needed=False),
    "out_trade_no": Text(32, ORDER_NO, needed=False),
    "out_refund_no": Text(64, REFUND_NO),
    "reason": Text(80, needed=False, in_bytes=True),
    "notify_url": Text(256, NOTIFY_URL, needed=False),
    "funds_account": Text(32, "AVAILABLE|UNSETTLED", needed=False),
    "amount": Group(
        {
            "refund": Number(),
            "total": Number(),
            "currency": Text(16, "CNY"),
            "from": Many(
                Group({"account": Text(32, "AVAILABLE|UNAVAILABLE"), "amount": Number()}),
            ),
        }
    ),
    "goods_detail": Many(RETURNED_GOODS),
}
ABNORMAL: Fields = {
    "out_refund_no": Text(64, REFUND_NO),
    "type": Text(32, "USER_BANK_CARD|MERCHANT_BANK_CARD"),
    "bank_type": Text(16, needed=False),
    "bank_account": Text(1024, needed=False),
    "real_name": Text(1024, needed=False),
}

BILL_DATE = Text(10, r"\d{4}-\d\d-\d\d")
TAR_TYPE = Text(8, "GZIP", needed=False)
TRADE_BILL: Fields = {
    "bill_date": BILL_DATE,
    "bill_type": Text(16, "ALL|SUCCESS|REFUND", needed=False),
    "tar_type": TAR_TYPE,
}
FUND_FLOW_BILL: Fields = {
    "bill_date": BILL_DATE,
    "account_type": Text(16, "BASIC|OPERATION|FEES", needed=False),
    "tar_type": TAR_TYPE,
}
BILL_FILE: Fields = {"token": Text(128)}
