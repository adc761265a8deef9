"""What a shop can ask: status, lock, unlock, replace. Each lock has one number for its life.

A number that was unlocked is spent, also if its lock never arrived: a lock that comes late then
finds itself over and does nothing.
"""

from __future__ import annotations

import base64
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sandbox.book import Tx
from sandbox.clock import iso
from sandbox.issuer.cards import Card, find_card, issue, name_of, new_secret
from sandbox.partner.fields import WrongFieldError, items, number, text
from sandbox.partner.gate import Action, Fields, Turn, first_number, own_number

Said = dict[str, object]
REUSED = {"result": "number_reused"}


def tell_status(turn: Turn, fields: Fields) -> Said:
    """Tell of each card whether it was used, and when."""
    listed = fields.get("cards")
    if not isinstance(listed, list) or not 0 < len(listed) <= 50:
        raise WrongFieldError("cards: 1 to 50 names")
    names = [text({"cards": name}, "cards", most=64) for name in listed]
    return {"code": "ok", "cards": [_status(turn, name) for name in names]}


def lock_cards(turn: Turn, fields: Fields) -> Said:
    """Lock each card under its own number; a number asked again is answered as before."""
    asked = [(number(item, "lock_no"), text(item, "card", most=64)) for item in
             items(fields, "locks")]  # fmt: skip
    if turn.is_spoilt("lock_fails"):
        return {"code": "ok", "locks": [{"lock_no": no, "result": "failed"} for no, _ in asked]}
    return {"code": "ok", "locks": [{"lock_no": no, **_lock(turn, no, name)} for no, name in asked]}


def unlock_cards(turn: Turn, fields: Fields) -> Said:
    """End each lock; one that was never made is over before it begins."""
    asked = [(number(item, "lock_no"), text(item, "card", most=64)) for item in
             items(fields, "locks")]  # fmt: skip
    done = [{"lock_no": no, **_unlock(turn, no, name)} for no, name in asked]
    return {"code": "ok", "locks": done}


def replace_card(turn: Turn, fields: Fields) -> Said:
    """Make a new card in place of one that nobody has used; the old one is invalid from then on.

    The new secret travels sealed under the shop's card key, bound to the number of the request.
    """
    request_no, name = number(fields, "request_no"), text(fields, "card", most=64)
    made = turn.tx.execute(
        "SELECT card, new_card FROM issuer_replacement WHERE request_no = ?", [request_no]
    ).fetchone()
    if made and made["card"] != name:
        return {"code": "ok", **REUSED}
    old = find_card(tx=turn.tx, name=made["new_card"] if made else name)
    if not made and (old is None or old.status not in ("unused", "locked")):
        return {"code": "ok", **_told(old)}
    new = old if made and old else _renewed(turn, request_no, name)
    sealed = seal(key=turn.account.card_key, plain=new.secret, bound_to=request_no)
    return {"code": "ok", "result": "replaced", "card": new.card, "sealed_secret": sealed}


def seal(*, key: bytes, plain: str, bound_to: str) -> str:
    """AES-256-GCM: nonce and text in Base64."""
    nonce = os.urandom(12)
    sealed = AESGCM(key).encrypt(nonce, plain.encode(), bound_to.encode())
    return base64.b64encode(nonce + sealed).decode()


ACTIONS = {
    "/issuer/cards/status": Action("issuer.status", tell_status, lambda _fields: ""),
    "/issuer/cards/lock": Action(
        "issuer.lock", lock_cards, first_number("locks", "lock_no"), ("lock_fails",)
    ),
    "/issuer/cards/unlock": Action("issuer.unlock", unlock_cards, first_number("locks", "lock_no")),
    "/issuer/cards/replace": Action("issuer.replace", replace_card, own_number("request_no")),
}


def _status(turn: Turn, name: str) -> Said:
    card = find_card(tx=turn.tx, name=name)
    said: Said = {"card": name, "status": card.status if card else "invalid"}
    if card and card.used_at is not None:
        said["used_at"] = iso(at_s=card.used_at)
    if card and card.lock_no:
        said["lock_no"] = card.lock_no
    return said


def _told(card: Card | None) -> Said:
    """The result that a card which cannot be locked or replaced gives."""
    if card is None or card.status == "invalid":
        return {"result": "invalid"}
    if card.used_at is not None:
        return {"result": "used", "used_at": iso(at_s=card.used_at)}
    return {"result": "locked_elsewhere"}


def _lock(turn: Turn, lock_no: str, name: str) -> Said:
    card = find_card(tx=turn.tx, name=name)
    made = turn.tx.execute("SELECT * FROM issuer_lock WHERE lock_no = ?", [lock_no]).fetchone()
    if made and made["card"] != name:
        return dict(REUSED)
    if made and made["ended_at"] is not None:
        return {"result": "ended"}
    if made and made["result"] == "locked":
        return {"result": "locked", "locked_at": iso(at_s=made["at_s"])}
    if card is None or card.status != "unused":
        return _told(card)
    turn.tx.execute("UPDATE issuer_card SET lock_no = ? WHERE card = ?", [lock_no, name])
    _write(turn.tx, lock_no, name, "locked", turn.now_s, None)
    return {"result": "locked", "locked_at": iso(at_s=turn.now_s)}


def _unlock(turn: Turn, lock_no: str, name: str) -> Said:
    made = turn.tx.execute("SELECT * FROM issuer_lock WHERE lock_no = ?", [lock_no]).fetchone()
    if made and made["card"] != name:
        return dict(REUSED)
    if made is None:
        _write(turn.tx, lock_no, name, "never", turn.now_s, turn.now_s)
    elif made["ended_at"] is None:
        turn.tx.execute(
            "UPDATE issuer_lock SET ended_at = ? WHERE lock_no = ?", [turn.now_s, lock_no]
        )
        turn.tx.execute("UPDATE issuer_card SET lock_no = NULL WHERE lock_no = ?", [lock_no])
    return {"result": "unlocked"}


def _write(
    tx: Tx, lock_no: str, name: str, result: str, now_s: float, ended_at: float | None
) -> None:
    tx.execute(
        "INSERT INTO issuer_lock (lock_no, card, result, at_s, ended_at) VALUES (?, ?, ?, ?, ?)",
        [lock_no, name, result, now_s, ended_at],
    )


def _renewed(turn: Turn, request_no: str, name: str) -> Card:
    secret = new_secret()
    new_name = name_of(account=turn.account, secret=secret)
    issue(tx=turn.tx, account=turn.account, known=[secret], now_s=turn.now_s)
    turn.tx.execute(
        "UPDATE issuer_card SET state = 'replaced', lock_no = NULL WHERE card = ?", [name]
    )
    turn.tx.execute(
        "INSERT INTO issuer_replacement (request_no, card, new_card, at_s) VALUES (?, ?, ?, ?)",
        [request_no, name, new_name, turn.now_s],
    )
    made = find_card(tx=turn.tx, name=new_name)
    assert made is not None
    return made
