"""Every address of the gateway: what is called there, what may be said, and who does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.wechat import requests
from sandbox.wechat.abnormal import apply_abnormal
from sandbox.wechat.asking import close, query_order
from sandbox.wechat.bills import hand_out_file, tell_fund_flow_bill, tell_trade_bill
from sandbox.wechat.certificates import tell_certificates
from sandbox.wechat.fields import Fields
from sandbox.wechat.ordering import order_payment
from sandbox.wechat.refunds import query_refund, refund_order
from sandbox.wechat.replies import Reply

ORDERS = "/v3/pay/transactions"
REFUNDS = "/v3/refund/domestic/refunds"


@dataclass(frozen=True)
class Act:
    """One call: its name for switches and log, address and fields, and whether its reply is signed.

    Refusals are signed in any case, but for those of an envelope.
    """

    name: str
    method: str
    path: str
    does: Callable[..., Reply]
    body: Fields | None = None
    query: Fields | None = None
    signed: bool = True


ACTS = (
    *(
        Act(f"wechat.pay.{name}", "POST", f"{ORDERS}/{name}", order_payment, body)
        for name, body in requests.ORDERS.items()
    ),
    Act("wechat.query", "GET", f"{ORDERS}/out-trade-no/{{out_trade_no}}", query_order,
        query=requests.WHOSE),
    Act("wechat.query", "GET", f"{ORDERS}/id/{{transaction_id}}", query_order,
        query=requests.WHOSE),
    Act("wechat.close", "POST", f"{ORDERS}/out-trade-no/{{out_trade_no}}/close", close,
        requests.WHOSE),
    Act("wechat.refund", "POST", REFUNDS, refund_order, requests.REFUND),
    Act("wechat.refund_query", "GET", f"{REFUNDS}/{{out_refund_no}}", query_refund),
    Act("wechat.abnormal_refund", "POST", f"{REFUNDS}/{{refund_id}}/apply-abnormal-refund",
        apply_abnormal, requests.ABNORMAL),
    Act("wechat.trade_bill", "GET", "/v3/bill/tradebill", tell_trade_bill,
        query=requests.TRADE_BILL),
    Act("wechat.fund_flow_bill", "GET", "/v3/bill/fundflowbill", tell_fund_flow_bill,
        query=requests.FUND_FLOW_BILL),
    Act("wechat.bill_file", "GET", "/v3/billdownload/file", hand_out_file,
        query=requests.BILL_FILE, signed=False),
    Act("wechat.certificates", "GET", "/v3/certificates", tell_certificates),
)  # fmt: skip
