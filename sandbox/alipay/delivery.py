"""What Alipay tells its postman: how a notice is signed, and when the shop has heard it.

Source: Alipay, "异步通知说明": the answer must be exactly `success` with status 200; else the same
notice (same notify_id) comes again after 4 m, 10 m, 10 m, 1 h, 2 h, 6 h and 15 h.
"""

from __future__ import annotations

import json
from urllib.parse import urlencode

from sandbox.alipay.lifecycle import pass_time
from sandbox.alipay.notices import OUTBOX
from sandbox.alipay.signing import with_signature
from sandbox.alipay.turn import Provider
from sandbox.clock import beijing_text
from sandbox.outbox import Notice
from sandbox.postman import Letter, Mail
from sandbox.rsa import stranger_key

FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}


def mail(*, provider: Provider) -> Mail:
    """The gateway's mail."""
    return Mail(
        outbox=OUTBOX,
        book=provider.book,
        clock=provider.clock,
        ladder_divisor=provider.ladder_divisor,
        pass_time=lambda tx: pass_time(turn=provider.turn(tx=tx)),
        compose=lambda notice: _compose(provider, notice),
        is_heard=lambda answer: answer == "200 success",
    )


def _compose(provider: Provider, notice: Notice) -> Letter:
    """The notice as it goes over the wire, signed now; forged ones as badly as they say."""
    fields = json.loads(notice.fields)
    fields["notify_id"] = notice.notify_id
    fields["notify_time"] = beijing_text(at_s=provider.clock.now_s())
    key = stranger_key() if notice.forged == "other_key" else provider.key
    signed = with_signature(key=key, params=fields)
    if notice.forged == "wrong_signature":
        signed["notify_time"] = "2000-01-01 00:00:00"
    return Letter(urlencode(signed).encode(), FORM)
