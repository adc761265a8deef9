"""A cheap load generator: keep-alive connections, requests built beforehand, one thread."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

ANSWER_BYTES = 65_536
PATIENCE_S = 20.0


class WrongAnswer(Exception):
    """The site answered something else than a redirect to the refund."""


@dataclass
class Client:
    """One connection; `sent_at` is when its open request left."""

    connection: socket.socket
    sent_at: float = 0.0


@dataclass
class Load:
    """What a round did: how many were answered, how long each took, over how many seconds."""

    answered: int = 0
    seconds: float = 0.0
    latencies_s: list[float] = field(default_factory=list)


def refund_requests(*, port: int, orders: Sequence[tuple[str, str, str]], csrf: str) -> list[bytes]:
    """Return one POST of the refund form for each (session key, order number, form key)."""
    return [_request(port, session, no, form_key, csrf) for session, no, form_key in orders]


def _request(port: int, session: str, no: str, form_key: str, csrf: str) -> bytes:
    body = f"csrfmiddlewaretoken={csrf}&form_key={form_key}&reason=&units=1&note=&contact_phone="
    head = (
        f"POST /orders/{no}/refund/ HTTP/1.1\r\n"
        f"Host: localhost:{port}\r\n"
        f"Cookie: csrftoken={csrf}; sessionid={session}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n"
        "Accept-Language: zh-CN\r\n\r\n"
    )
    return (head + body).encode()


def drive(*, port: int, requests: Iterator[bytes], clients: int, seconds: float) -> Load:
    """Send requests over `clients` connections for so long; every answer is checked."""
    load = Load()
    selector = selectors.DefaultSelector()
    began = time.perf_counter()
    for _ in range(clients):
        client = Client(socket.create_connection(("127.0.0.1", port)))
        client.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        selector.register(client.connection, selectors.EVENT_READ, client)
        _send(client, requests)
    while selector.get_map():
        ready = selector.select(timeout=PATIENCE_S)
        if not ready:
            raise WrongAnswer("no answer at all")
        for key, _ in ready:
            load.latencies_s.append(_receive(key.data))
            load.answered += 1
            if time.perf_counter() - began < seconds:
                _send(key.data, requests)
            else:
                selector.unregister(key.data.connection)
                key.data.connection.close()
    load.seconds = time.perf_counter() - began
    return load


def _send(client: Client, requests: Iterator[bytes]) -> None:
    client.sent_at = time.perf_counter()
    client.connection.sendall(next(requests))


def _receive(client: Client) -> float:
    """Read one answer, whose body is empty, and return how long it took."""
    answer = client.connection.recv(ANSWER_BYTES)
    while not _is_whole(answer):
        more = client.connection.recv(ANSWER_BYTES)
        if not more:
            raise WrongAnswer(f"cut off: {answer!r}")
        answer += more
    took = time.perf_counter() - client.sent_at
    if not answer.startswith(b"HTTP/1.1 302") or b"ocation: /refunds/" not in answer:
        raise WrongAnswer(answer[:2_000].decode(errors="replace"))
    return took


def _is_whole(answer: bytes) -> bool:
    """Whether an answer without a body has arrived, sent with its length or in chunks."""
    head, end, body = answer.partition(b"\r\n\r\n")
    chunked = b"transfer-encoding: chunked" in head.lower()
    return bool(end) and (not chunked or body.endswith(b"0\r\n\r\n"))
