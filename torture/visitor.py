"""One person at the site: a session, a browser that gives up and tries again, and a memory.

What the site has acknowledged is remembered: at the end all of it must be in the database.
"""

from __future__ import annotations

import html
import http.client
import re
import time
import urllib.parse
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import uuid4

CSRF = "t" * 32
PATIENCE_S = 120.0
PAUSE_S = 0.3
TIMEOUT_S = 15.0
PHONE = "torture Mobile"
ADDRESS = "203.0.113.7"
"""WeChat Pay has a page to pay on for phones alone, and for somebody whose address it is told."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    location: str
    text: str


@dataclass
class Memory:
    """What people were told, and how often what happened to them.

    `secrets`: of cards, besides those that begin with a word of their own: no log may have them.
    """

    orders: set[str] = field(default_factory=set)
    paid: set[str] = field(default_factory=set)
    cases: set[str] = field(default_factory=set)
    seen: set[tuple[str, int]] = field(default_factory=set)
    tally: Counter[str] = field(default_factory=Counter)
    secrets: set[str] = field(default_factory=set)


class GaveUp(Exception):
    """The site did not answer for longer than anybody waits."""


Form = Mapping[str, str] | tuple[str, bytes] | None
"""Fields as a form sends them, or the type and body of one with a file."""


_SESSION = re.compile(r"\bsessionid=(\w+)")


class Visitor:
    """A person at the site, logged in where `session` is one's. Asks again until it is answered."""

    def __init__(
        self,
        *,
        port: int,
        session: str,
        memory: Memory,
        agent: str = PHONE,
        address: str = ADDRESS,
    ) -> None:
        self._port, self._memory, self._session = port, memory, session
        self._headers = {
            "Host": f"localhost:{port}",
            "Accept-Language": "zh-CN",
            "User-Agent": agent,
            "X-Real-IP": address,
        }

    def get(self, path: str) -> Answer:
        """Look at a page."""
        return self._insist("GET", path, None)

    def post(self, path: str, **form: str) -> Answer:
        """Send a form, the same one until it is answered."""
        return self._insist("POST", path, {"csrfmiddlewaretoken": CSRF, **form})

    def send_file(self, path: str, *, file: bytes, field: str = "evidence", **form: str) -> Answer:
        """Send a form with a file in a field, the same one until it is answered."""
        fields = {"csrfmiddlewaretoken": CSRF, **form}
        return self._insist("POST", path, multipart(fields=fields, file=file, name=field))

    def once(self, path: str, **form: str) -> None:
        """Send a form and do not wait for what comes of it: the first of two taps."""
        try:
            self._ask("POST", path, {"csrfmiddlewaretoken": CSRF, **form}, timeout_s=0.05)
        except (OSError, http.client.HTTPException):
            self._memory.tally["taps nobody waited for"] += 1

    def _insist(self, method: str, path: str, form: Form) -> Answer:
        end = time.monotonic() + PATIENCE_S
        while True:
            try:
                answer = self._ask(method, path, form, timeout_s=TIMEOUT_S)
                if answer.status < 500:
                    return answer
                self._memory.tally[f"answers {answer.status}"] += 1
            except (OSError, http.client.HTTPException):
                self._memory.tally["connections broken"] += 1
            if time.monotonic() > end:
                raise GaveUp(f"{method} {path}")
            time.sleep(PAUSE_S)

    def _ask(self, method: str, path: str, form: Form, *, timeout_s: float) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=timeout_s)
        cookies = f"sessionid={self._session}; csrftoken={CSRF}"
        headers = {**self._headers, "Cookie": cookies}
        body: str | bytes | None = None
        if isinstance(form, tuple):
            headers["Content-Type"], body = form
        elif form is not None:
            body = urllib.parse.urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body=body, headers=headers)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
            given = _SESSION.search(response.getheader("Set-Cookie") or "")
            self._session = given[1] if given else self._session
            return Answer(response.status, response.getheader("Location") or "", text)
        finally:
            connection.close()


def multipart(
    *, fields: Mapping[str, str], file: bytes, name: str = "evidence"
) -> tuple[str, bytes]:
    """Return a form with a file as browsers send it (RFC 7578): its type and its body."""
    boundary = uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in fields.items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="a.png"\r\n'
    tail = f"\r\n--{boundary}--\r\n"
    body = "".join((*parts, head, "Content-Type: image/png\r\n\r\n")).encode()
    return f"multipart/form-data; boundary={boundary}", body + file + tail.encode()


ENDED = "已取消"


class Buyer(Visitor):
    """A buyer, by the forms of the site."""

    def place(self, goods_no: str, *, units: int, twice: bool, **typed: str) -> str | None:
        """Order; return the order's number, or `None` if the site says why not.

        `typed`: for which account a top-up is, each typed twice.
        """
        form = {"form_key": str(uuid4()), "units": str(units), "acknowledged": "on", **typed}
        form |= {f"again_{name}": value for name, value in typed.items()}
        path = f"/product/{goods_no}/checkout/"
        if twice:
            self.once(path, **form)
        found = re.fullmatch(r"/orders/(\w+)/pay/", self.post(path, **form).location)
        if found is None:
            self._memory.tally["orders declined"] += 1
            return None
        self._memory.orders.add(found[1])
        return found[1]

    def pay(self, no: str, *, twice: bool) -> bool:
        """Pay out of the wallet; say whether the site says that it is paid."""
        path = f"/orders/{no}/pay/"
        if twice:
            self.once(path, method="wallet")
        return self.post(path, method="wallet").location == f"/orders/{no}/" and self.is_paid(no)

    def is_paid(self, no: str) -> bool:
        """Say whether the site says that it is paid, and remember it.

        The page of payment leads on to the order's where that ended unpaid as well (the clock was
        moved past its time), and only the order's own page tells which.
        """
        leads_on = self.get(f"/orders/{no}/pay/").location == f"/orders/{no}/"
        paid = leads_on and ENDED not in self.get(f"/orders/{no}/").text
        if paid:
            self._memory.paid.add(no)
        return paid

    def leave(self, no: str, *, method: str, mixed: bool) -> str | None:
        """Leave for a channel's page; return its address."""
        form = {"method": method, **({"wallet": "on"} if mixed else {})}
        answer = self.post(f"/orders/{no}/pay/", **form)
        found = re.search(r'content="0;url=([^"]+)"', answer.text)
        return html.unescape(found[1]) if found else None

    def ask_back(
        self, no: str, *, reason: str, units: int | None, twice: bool, tabs: bool = False
    ) -> str | None:
        """Ask for a refund; return the case's number if the site took it.

        `tabs`: the first of two taps is on the form of another tab.
        """
        form = {"form_key": str(uuid4()), "reason": reason, "note": "", "contact_phone": ""}
        form["units"] = str(units) if units else ""
        path = f"/orders/{no}/refund/"
        if twice or tabs:
            self.once(path, **({**form, "form_key": str(uuid4())} if tabs else form))
        found = re.fullmatch(r"/refunds/(\w+)/", self.post(path, **form).location)
        if found is None:
            self._memory.tally["requests declined"] += 1
            return None
        self._memory.cases.add(found[1])
        return found[1]

    def view(self, no: str, *, unit: int, canary: str) -> bool:
        """Look at a card; remember it if the secret was shown."""
        answer = self.post(f"/orders/{no}/cards/", unit=str(unit))
        words = (canary, *self._memory.secrets)
        shown = answer.status == 200 and any(word in answer.text for word in words)
        if shown:
            self._memory.seen.add((no, unit))
        return shown
