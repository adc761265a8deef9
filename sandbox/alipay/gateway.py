"""/gateway.do: one address for every method.

A call is checked, spoilt if a switch says so, done in one transaction, and answered with a signed
reply. Pages that a browser brings here are answered with the pay page or a page that says why not.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sandbox.alipay.asking import close_trade, query_trade
from sandbox.alipay.bills import tell_bill_address
from sandbox.alipay.certificates import names_certificates
from sandbox.alipay.envelope import NOT_SIGNED, find_fault
from sandbox.alipay.lifecycle import pass_time
from sandbox.alipay.ordering import PRECREATE, order_trade
from sandbox.alipay.refunds import query_refund, refund_trade
from sandbox.alipay.replies import Reply, Seal, refuse, reject, splice
from sandbox.alipay.trade import find_trade
from sandbox.alipay.turn import Biz, Provider, Turn, text
from sandbox.calls import record_call
from sandbox.faults import spoilt_way
from sandbox.kinds import CALL_KINDS
from sandbox.pages import page
from sandbox.switches import Switch, take_switches

FAULT_PAGE = Path(__file__).parent / "templates" / "fault.html"
PAGES = ("alipay.trade.page.pay", "alipay.trade.wap.pay")
ORDERS = (*PAGES, PRECREATE)
CALLS: dict[str, Callable[..., Reply]] = {
    "alipay.trade.query": query_trade,
    "alipay.trade.close": close_trade,
    "alipay.trade.refund": refund_trade,
    "alipay.trade.fastpay.refund.query": query_refund,
    "alipay.data.dataservice.bill.downloadurl.query": tell_bill_address,
}
METHODS = (*ORDERS, *CALLS)
# Switches under which nothing is done, and what is answered if anybody still listens.
UNDONE = {
    "timeout_before_commit": "ACQ.SYSTEM_ERROR",
    "system_error": "ACQ.SYSTEM_ERROR",
    "seller_balance_not_enough": "ACQ.SELLER_BALANCE_NOT_ENOUGH",
}


@dataclass(frozen=True)
class Call:
    """What came in: the common parameters, and the business content as it was read."""

    params: dict[str, str]
    biz: Biz | None

    @property
    def method(self) -> str:
        """Which method is called."""
        return self.params.get("method", "")


@dataclass(frozen=True)
class Outcome:
    """What goes out: a reply, whether it is signed, and the switch that spoils its way."""

    reply: Reply
    signed: bool = True
    switch: Switch | None = None


async def serve_gateway(request: Request) -> Response:
    """Answer a call; the text is what both SDKs expect, whatever its type is called."""
    provider: Provider = request.app.state.alipay
    call = await _read(request)
    outcome = await run_in_threadpool(handle, provider=provider, call=call)
    spoilt = await spoilt_way(switch=outcome.switch)
    if spoilt:
        return spoilt
    if call.method in PAGES:
        return _answer_browser(outcome)
    return await run_in_threadpool(_answer_server, provider, call, outcome)


async def _read(request: Request) -> Call:
    """Common parameters may stand in the query or in the body: they are signed together."""
    body = (await request.body()).decode("utf-8", "replace")
    read = partial(parse_qsl, keep_blank_values=True, errors="replace")
    params = {**dict(read(request.url.query)), **dict(read(body))}
    return Call(params, _read_biz(params.get("biz_content", "")))


def _read_biz(content: str) -> Biz | None:
    """The business content; numbers stay the texts that they were."""
    try:
        biz = json.loads(content or "{}", parse_float=str, parse_int=str)
        json.dumps(biz, ensure_ascii=False).encode()  # half a character, escaped, is no text
    except ValueError:
        return None
    return biz if isinstance(biz, dict) else None


def handle(*, provider: Provider, call: Call) -> Outcome:
    """Check a call, do it and write it down, all in one transaction."""
    with provider.book.transaction() as tx:
        turn = provider.turn(tx=tx)
        pass_time(turn=turn)
        outcome = _outcome(turn, call)
        record_call(
            tx=tx,
            at_s=turn.now_s,
            method=call.method,
            out_trade_no=_out_trade_no(turn, call.biz or {}),
            out_request_no=text(call.biz or {}, "out_request_no"),
            code=str(outcome.reply["code"]),
            sub_code=str(outcome.reply.get("sub_code", "")),
            switch=outcome.switch.kind if outcome.switch else "",
        )
        return outcome


def _outcome(turn: Turn, call: Call) -> Outcome:
    fault = find_fault(
        params=call.params,
        merchant=turn.merchant,
        methods=METHODS,
        times_s=(turn.now_s, turn.machine_s),
    )
    if fault:
        return Outcome(reject(fault), signed=fault not in NOT_SIGNED)
    if call.biz is None:
        return Outcome(reject("isv.invalid-parameter"))
    number = _out_trade_no(turn, call.biz)
    kinds = [kind for kind in CALL_KINDS if _concerns(kind, call.method)]
    acting = take_switches(tx=turn.tx, kinds=kinds, place=call.method, out_trade_no=number, limit=1)
    switch = next(iter(acting.values()), None)
    if switch and switch.kind in UNDONE and not switch.options.get("commit"):
        return Outcome(refuse(UNDONE[switch.kind]), switch=switch)
    reply = _perform(turn, call.method, call.biz, call.params)
    if switch and switch.kind == "system_error":
        reply = refuse("ACQ.SYSTEM_ERROR")
    return Outcome(reply, switch=switch)


def _out_trade_no(turn: Turn, biz: Biz) -> str:
    """The shop's number of the trade that a call is about, however it names it."""
    trade = find_trade(tx=turn.tx, biz=biz) if text(biz, "trade_no") else None
    return trade.out_trade_no if trade else text(biz, "out_trade_no")


def _concerns(kind: str, method: str) -> bool:
    """Only a refund needs the seller's money."""
    return kind != "seller_balance_not_enough" or method == "alipay.trade.refund"


def _perform(turn: Turn, method: str, biz: Biz, params: dict[str, str]) -> Reply:
    if method in CALLS:
        return CALLS[method](turn=turn, biz=biz)
    notify_url, return_url = params.get("notify_url", ""), params.get("return_url", "")
    return order_trade(
        turn=turn, biz=biz, method=method, notify_url=notify_url, return_url=return_url
    )


def _answer_browser(outcome: Outcome) -> Response:
    if outcome.reply["code"] == "10000":
        return RedirectResponse(str(outcome.reply["qr_code"]), status_code=303)
    return page(
        template=FAULT_PAGE,
        status=400,
        code=str(outcome.reply["sub_code"]).removeprefix("isv."),
        reason=outcome.reply["sub_msg"],
    )


def _answer_server(provider: Provider, call: Call, outcome: Outcome) -> Response:
    """Sign and send a reply, outside the transaction."""
    is_ours = call.method in METHODS
    name = f"{call.method.replace('.', '_')}_response" if is_ours else "error_response"
    spoilt = outcome.switch.kind if outcome.switch else ""
    known = provider.merchant.certificates
    cert_sn = known.gateway_sn if known and names_certificates(params=call.params) else ""
    seal = Seal(provider.key, spoilt, cert_sn) if outcome.signed else None
    body = splice(name=name, reply=outcome.reply, seal=seal)
    return Response(body, media_type="text/html;charset=utf-8")
