"""The sandbox as a real process, told what to do and asked for its book over HTTP."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

from tests.house.source import ROOT

# A resend after four minutes comes here after a tenth of a second.
LADDER_DIVISOR = 2400


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Shows where a redirect leads instead of going there."""

    def redirect_request(self, *_: object) -> None:
        """Go nowhere."""


class KeepErrors(urllib.request.HTTPErrorProcessor):
    """Hands out every answer, good or bad."""

    def http_response(self, request: object, response: HTTPResponse) -> HTTPResponse:
        """Take it as it is."""
        return response


HTTP = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect, KeepErrors)


class Answer:
    """An HTTP answer, read to its end."""

    def __init__(self, response: HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.content = response.read()

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode()

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.text)


def ask(
    url: str,
    *,
    method: str = "GET",
    form: Mapping[str, str] | None = None,
    data: object = None,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """One request, without following a redirect."""
    sent = dict(headers or {})
    if form is not None:
        method, body = "POST", urllib.parse.urlencode(form).encode()
    if data is not None:
        method, body = "POST", json.dumps(data).encode()
        sent.setdefault("Content-Type", "application/json")
    request = urllib.request.Request(url, data=body, method=method, headers=sent)
    with HTTP.open(request, timeout=20) as response:
        return Answer(response)


def wait_until(holds: Callable[[], object], *, limit_s: float = 10) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + limit_s
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.03)


class Sandbox:
    """A process with its data folder; it can be killed and started again."""

    def __init__(self, *, folder: Path, rails: Sequence[str] = ("alipay", "wechat")) -> None:
        self.data = folder / "data"
        self.shop = folder / "shop"
        self.offset_s = 0.0
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.origin = f"http://127.0.0.1:{self.port}"
        folders = ["--data", str(self.data), "--shop", str(self.shop)]
        self.said = "".join(
            subprocess.check_output(
                [sys.executable, "-m", f"sandbox.{rail}.keys", *folders], cwd=ROOT, text=True
            )
            for rail in rails
        )
        self.start()

    def start(self) -> None:
        """Start and wait for the first answer."""
        env = {
            **os.environ,
            "SANDBOX_DATA": str(self.data),
            "SANDBOX_ORIGIN": self.origin,
            "SANDBOX_LADDER_DIVISOR": str(LADDER_DIVISOR),
        }
        granian = [str(Path(sys.executable).with_name("granian")), "--log-level", "warning"]
        served = ["--interface", "asgi", "--workers", "1", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*granian, *served, "sandbox.server:application"],
            cwd=ROOT,
            env=env,
            start_new_session=True,
        )
        wait_until(self._answers)

    def kill(self) -> None:
        """kill -9, main process and worker alike."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Ask it to end; then make sure."""
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=5)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def _answers(self) -> bool:
        assert self.process.poll() is None, "the sandbox ended"
        try:
            return ask(f"{self.origin}/switches").status == 200
        except (OSError, http.client.HTTPException):
            return False

    def switch(self, kind: str, **settings: object) -> int:
        """Set a switch; returns its number."""
        answer = ask(f"{self.origin}/switches", data={"kind": kind, **settings})
        assert answer.status == 201, answer.text
        return int(answer.json()["id"])

    def clear(self) -> None:
        """Take all switches away."""
        assert ask(f"{self.origin}/switches", method="DELETE").status == 204

    def remove(self, switch_id: int) -> None:
        """Take one switch away."""
        assert ask(f"{self.origin}/switches/{switch_id}", method="DELETE").status == 204

    def pass_time(self, *, seconds: float) -> None:
        """Set the clock ahead, for the sandbox and for whoever asks `offset_s`."""
        self.offset_s += seconds
        answer = ask(f"{self.origin}/switches/clock", data={"offset_s": self.offset_s})
        assert answer.json()["clock_offset_s"] == self.offset_s

    def account(self, out_trade_no: str, *, rail: str = "alipay") -> dict[str, Any]:
        """What the book has of a trade."""
        account: dict[str, Any] = ask(f"{self.origin}/book").json()[rail][out_trade_no]
        return account

    def calls(self, out_trade_no: str) -> list[dict[str, Any]]:
        """The calls about a trade, newest first."""
        calls: list[dict[str, Any]] = ask(
            f"{self.origin}/calls?out_trade_no={urllib.parse.quote(out_trade_no)}"
        ).json()
        return calls
