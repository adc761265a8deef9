"""The gate of a partner: a call is checked, spoilt if a switch says so, done and answered.

Each call is one transaction, its nonce and its line in the log of calls included.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sandbox.book import Book, Tx
from sandbox.calls import record_call
from sandbox.clock import Clock
from sandbox.partner.envelope import Call, find_fault, read_body
from sandbox.partner.fields import WrongFieldError
from sandbox.partner.keys import Account
from sandbox.partner.signing import sign_answer
from sandbox.switches import Switch, take_switches

TROUBLES = (
    "timeout_before_commit",
    "timeout_after_commit",
    "error_500_after_commit",
    "bad_signature",
    "no_signature",
    "slow",
)
"""Switches that any call of a partner can meet."""


@dataclass(frozen=True)
class Turn:
    """A transaction, its time, whose call it is, and the switch that spoils its business."""

    tx: Tx
    now_s: float
    account: Account
    switch: Switch | None = None

    def is_spoilt(self, kind: str) -> bool:
        """Whether a switch of this kind acts on this call."""
        return self.switch is not None and self.switch.kind == kind


Fields = Mapping[str, object]


@dataclass(frozen=True)
class Action:
    """One address: its name for switches and log, what it does, and whose number it is about.

    `spoilt_by`: the switches, besides those of every call, that its business knows.
    """

    place: str
    do: Callable[[Turn, Fields], dict[str, object]]
    number_of: Callable[[Fields], str]
    spoilt_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What goes out: a body, its status, whether it is signed, and the switch on its way."""

    reply: dict[str, object]
    status: int = 200
    signed: bool = True
    switch: Switch | None = None


@dataclass(frozen=True)
class Gate:
    """One partner's addresses over the common book."""

    book: Book
    clock: Clock
    account: Account
    actions: Mapping[str, Action]

    def routes(self) -> list[Route]:
        """Where what is done."""
        return [Route(path, self._serve, methods=["POST"]) for path in self.actions]

    async def _serve(self, request: Request) -> Response:
        call = Call(request.url.path, request.headers, await request.body())
        outcome = await run_in_threadpool(self._handle, call)
        kind = outcome.switch.kind if outcome.switch else ""
        if outcome.switch and (kind.startswith("timeout") or kind == "slow"):
            await asyncio.sleep(outcome.switch.seconds)
        if kind.startswith("timeout"):
            return PlainTextResponse("504 Gateway Time-out", status_code=504)
        if kind == "error_500_after_commit":
            return PlainTextResponse("500 Internal Server Error", status_code=500)
        return self._answer(call, outcome, kind)

    def _handle(self, call: Call) -> Outcome:
        with self.book.transaction() as tx:
            now_s = self.clock.now_s()
            machine_s = now_s - self.clock.offset_s
            fault = find_fault(
                tx=tx, call=call, account=self.account, now_s=now_s, machine_s=machine_s
            )
            fields = read_body(body=call.body)
            if fault:
                outcome = Outcome({"code": fault.code}, fault.status, signed=fault.signed)
            elif fields is None:
                outcome = Outcome({"code": "invalid", "error": "the body is no JSON object"}, 400)
            else:
                outcome = self._perform(Turn(tx, now_s, self.account), call, fields)
            self._write_down(tx, now_s, call, fields, outcome)
            return outcome

    def _perform(self, turn: Turn, call: Call, fields: Fields) -> Outcome:
        action = self.actions[call.path]
        acting = take_switches(
            tx=turn.tx,
            kinds=(*TROUBLES, *action.spoilt_by),
            place=action.place,
            out_trade_no=action.number_of(fields),
            limit=1,
        )
        switch = next(iter(acting.values()), None)
        if switch and switch.kind == "timeout_before_commit":
            return Outcome({"code": "not_done"}, switch=switch)
        try:
            reply = action.do(Turn(turn.tx, turn.now_s, turn.account, switch), fields)
        except WrongFieldError as error:
            return Outcome({"code": "invalid", "error": str(error)}, 400, switch=switch)
        return Outcome(reply, switch=switch)

    def _write_down(
        self, tx: Tx, now_s: float, call: Call, fields: Fields | None, outcome: Outcome
    ) -> None:
        action = self.actions[call.path]
        record_call(
            tx=tx,
            at_s=now_s,
            method=action.place,
            out_trade_no=action.number_of(fields or {}),
            code=str(outcome.reply["code"]),
            switch=outcome.switch.kind if outcome.switch else "",
        )

    def _answer(self, call: Call, outcome: Outcome, spoilt: str) -> Response:
        """Sign and send; the signature is over the very bytes that are sent."""
        body = json.dumps(outcome.reply, ensure_ascii=False).encode()
        timestamp = str(int(self.clock.now_s()))
        headers = {"Timestamp": timestamp}
        if outcome.signed and spoilt != "no_signature":
            headers["Signature"] = sign_answer(
                key=self.account.key,
                path=call.path,
                status=outcome.status,
                timestamp=timestamp,
                nonce=call.nonce,
                body=body + b" " if spoilt == "bad_signature" else body,
            )
        return Response(body, outcome.status, headers, "application/json")


def first_number(name: str, number: str) -> Callable[[Fields], str]:
    """How to find the number that a call over a list is about: that of its first item."""

    def find(fields: Fields) -> str:
        listed = fields.get(name)
        first = listed[0] if isinstance(listed, list) and listed else None
        value = first.get(number) if isinstance(first, dict) else None
        return value[:64] if isinstance(value, str) else ""

    return find


def own_number(number: str) -> Callable[[Fields], str]:
    """How to find the number that a call is about where it stands on top."""

    def find(fields: Fields) -> str:
        value = fields.get(number)
        return value[:64] if isinstance(value, str) else ""

    return find
