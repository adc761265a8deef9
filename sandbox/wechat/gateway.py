"""/v3: a call is checked, spoilt if a switch says so, done in one transaction, answered signed."""

from __future__ import annotations

import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.calls import record_call
from sandbox.faults import spoilt_way
from sandbox.kinds import WECHAT_CALL_KINDS
from sandbox.switches import Switch, take_switches
from sandbox.wechat.acts import ACTS, Act
from sandbox.wechat.envelope import find_fault
from sandbox.wechat.fields import Fault, Fields
from sandbox.wechat.fields import find_fault as find_wrong_field
from sandbox.wechat.lifecycle import pass_time
from sandbox.wechat.order import find_paid
from sandbox.wechat.refund import find_by_id, find_refund
from sandbox.wechat.replies import Reply, refuse
from sandbox.wechat.sealing import choose_serial, seal
from sandbox.wechat.turn import Call, Content, Provider, Turn

# Switches under which nothing is done, and what is answered if anybody still listens.
UNDONE = {
    "timeout_before_commit": "SYSTEM_ERROR",
    "system_error": "SYSTEM_ERROR",
    "seller_balance_not_enough": "NOT_ENOUGH",
    "frequency_limited": "FREQUENCY_LIMITED",
}


@dataclass(frozen=True)
class Outcome:
    """What goes out: a reply, whether it is signed, and the switch that spoils its way."""

    reply: Reply
    signed: bool = True
    switch: Switch | None = None


def gateway_routes() -> list[Route]:
    """Where what is called."""
    return [Route(act.path, _serve(act), methods=[act.method]) for act in ACTS]


def _serve(act: Act) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        provider: Provider = request.app.state.wechat
        call = await read_call(request=request, name=act.name)
        outcome = await run_in_threadpool(handle, provider=provider, act=act, call=call)
        spoilt = await spoilt_way(switch=outcome.switch)
        if spoilt:
            return spoilt
        return await run_in_threadpool(_answer, provider, call, outcome)

    return serve


async def read_call(*, request: Request, name: str) -> Call:
    """A call as it was sent, not yet looked into."""
    query = request.scope["query_string"].decode("latin-1")
    path = request.scope["raw_path"].decode("latin-1")
    return Call(
        name=name,
        method=request.method,
        target=f"{path}?{query}" if query else path,
        headers=request.headers,
        body=await request.body(),
        path=request.path_params,
        query=request.query_params,
    )


def handle(*, provider: Provider, act: Act, call: Call) -> Outcome:
    """Check a call, do it and write it down, all in one transaction."""
    with provider.book.transaction() as tx:
        turn = provider.turn(tx=tx)
        pass_time(turn=turn)
        call = replace(call, content=_read(call.body))
        number, refund_no = _numbers(turn, call)
        outcome = _outcome(turn, act, call, number)
        record_call(
            tx=tx,
            at_s=turn.now_s,
            method=call.name,
            out_trade_no=number,
            out_request_no=refund_no,
            code=str(outcome.reply.status),
            sub_code=outcome.reply.code,
            switch=outcome.switch.kind if outcome.switch else "",
        )
        return outcome


def _read(body: bytes) -> Content:
    """The content of a body; nothing for one that is no JSON object, which `_fault` then names."""
    try:
        content = json.loads(body)
        json.dumps(content, ensure_ascii=False).encode()  # half a character, escaped, is no text
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _outcome(turn: Turn, act: Act, call: Call, number: str) -> Outcome:
    times_s = (turn.now_s, turn.machine_s)
    fault = find_fault(call=call, merchant=turn.merchant, times_s=times_s)
    if fault:
        return Outcome(fault, signed=False)
    fault = _find_fault(turn, act, call)
    if fault:
        return Outcome(fault)
    kinds = [kind for kind in WECHAT_CALL_KINDS if _concerns(kind, call.name)]
    acting = take_switches(tx=turn.tx, kinds=kinds, place=call.name, out_trade_no=number, limit=1)
    switch = next(iter(acting.values()), None)
    if switch and switch.kind in UNDONE and not switch.options.get("commit"):
        return Outcome(refuse(UNDONE[switch.kind]), switch=switch)
    reply = act.does(turn=turn, call=call)
    if switch and switch.kind == "system_error":
        reply = refuse("SYSTEM_ERROR")
    return Outcome(reply, act.signed or reply.code != "", switch)


def _find_fault(turn: Turn, act: Act, call: Call) -> Reply | None:
    """What is wrong with the fields of a call."""
    fault = find_wrong_field(fields=act.query or {}, given=call.query)
    if fault:
        return _wrong(fault, "query")
    if act.body is not None:
        refused = _find_body_fault(act.body, call)
        if refused:
            return refused
    named = call.content if act.body is not None else call.query
    if named.get("mchid", turn.merchant.mchid) != turn.merchant.mchid:
        return _wrong(Fault("/mchid", named["mchid"], "is not who signed"), "body")
    return None


def _find_body_fault(fields: Fields, call: Call) -> Reply | None:
    if not call.headers.get("content-type", "").startswith("application/json"):
        return refuse("PARAM_ERROR", "Content-Type须为application/json")
    if not call.content:
        return refuse("PARAM_ERROR", "请求体不是合法的JSON对象")
    fault = find_wrong_field(fields=fields, given=call.content)
    return _wrong(fault, "body") if fault else None


def _wrong(fault: Fault, location: str) -> Reply:
    return refuse("PARAM_ERROR", detail=fault.as_detail(location=location))


def _numbers(turn: Turn, call: Call) -> tuple[str, str]:
    """The shop's numbers of the order and the refund that a call is about, however it names them.

    It may be anything: nothing of it has been checked yet.
    """
    said = {**call.content, **call.path}
    named = {name: value for name, value in said.items() if isinstance(value, str)}
    refund = find_by_id(tx=turn.tx, refund_id=named.get("refund_id", ""))
    refund_no = refund.out_refund_no if refund else named.get("out_refund_no", "")
    known = refund or find_refund(tx=turn.tx, out_refund_no=refund_no)
    number = named.get("transaction_id", known.transaction_id if known else "")
    order = find_paid(tx=turn.tx, transaction_id=number)
    return named.get("out_trade_no", order.out_trade_no if order else ""), refund_no


def _concerns(kind: str, name: str) -> bool:
    """Only a refund needs the seller's money."""
    return kind != "seller_balance_not_enough" or name == "wechat.refund"


def _answer(provider: Provider, call: Call, outcome: Outcome) -> Response:
    """Sign and send a reply, outside the transaction."""
    reply = outcome.reply
    headers = {"Request-ID": f"{secrets.token_hex(16).upper()}-{reply.number}"}
    if outcome.signed:
        wanted = call.headers.get("wechatpay-serial", "")
        serial = choose_serial(keys=provider.keys, wanted=wanted)
        spoilt = outcome.switch.kind if outcome.switch else ""
        headers |= seal(keys=provider.keys, serial=serial, body=reply.body, spoilt=spoilt)
    return Response(
        reply.body,
        status_code=reply.status,
        media_type=reply.media if reply.body else None,
        headers=headers,
    )
