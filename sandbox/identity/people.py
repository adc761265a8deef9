"""Names and ID numbers held against a register that learns: the first name of a number is right.

So everybody finds himself at his first try, and nobody under another's number. Nothing is kept in
the clear, as at a real provider.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sandbox.book import Tx
from sandbox.clock import beijing_text
from sandbox.partner.fields import WrongFieldError, number, text
from sandbox.partner.gate import Action, Fields, Turn, own_number

Said = dict[str, object]
NONCE_BYTES = 12


def check_identity(turn: Turn, fields: Fields) -> Said:
    """Say whether a name belongs to a number; a request asked again is answered as before."""
    request_no = number(fields, "request_no")
    name, id_number = _opened(turn, request_no, text(fields, "sealed", most=2_000))
    if turn.is_spoilt("identity_busy"):
        return {"code": "busy"}
    asked = _hidden(turn, f"{name}\n{id_number}")
    made = turn.tx.execute(
        "SELECT asked, result FROM identity_check WHERE request_no = ?", [request_no]
    ).fetchone()
    if made and made["asked"] != asked:
        return {"code": "number_reused"}
    result = made["result"] if made else _result(turn, name, id_number)
    if not made:
        turn.tx.execute(
            "INSERT INTO identity_check (request_no, asked, result, at_s) VALUES (?, ?, ?, ?)",
            [request_no, asked, result, turn.now_s],
        )
    return {"code": "ok", "request_no": request_no, "result": result}


ACTIONS = {
    "/identity/check": Action(
        "identity.check",
        check_identity,
        own_number("request_no"),
        ("identity_mismatch", "identity_no_record", "identity_busy"),
    ),
}


def list_accounts(*, tx: Tx) -> dict[str, dict[str, object]]:
    """The provider's side of the books, by the shop's number."""
    rows = tx.execute("SELECT * FROM identity_check ORDER BY at_s DESC LIMIT 1000")
    return {
        row["request_no"]: {"result": row["result"], "at": beijing_text(at_s=row["at_s"])}
        for row in rows
    }


def _result(turn: Turn, name: str, id_number: str) -> str:
    if turn.is_spoilt("identity_mismatch"):
        return "mismatch"
    if turn.is_spoilt("identity_no_record"):
        return "no_record"
    whose = _hidden(turn, id_number)
    turn.tx.execute(
        "INSERT OR IGNORE INTO identity_person (number, name) VALUES (?, ?)",
        [whose, _hidden(turn, name)],
    )
    known = turn.tx.execute("SELECT name FROM identity_person WHERE number = ?", [whose]).fetchone()
    return "match" if known["name"] == _hidden(turn, name) else "mismatch"


def _opened(turn: Turn, request_no: str, sealed: str) -> tuple[str, str]:
    try:
        data = base64.b64decode(sealed, validate=True)
        plain = AESGCM(turn.account.card_key).decrypt(
            data[:NONCE_BYTES], data[NONCE_BYTES:], request_no.encode()
        )
        said = json.loads(plain)
        return text(said, "name", most=80), text(said, "number", most=18)
    except (InvalidTag, ValueError) as error:
        raise WrongFieldError("sealed: name and number under the shop's key") from error


def _hidden(turn: Turn, plain: str) -> str:
    return hmac.new(turn.account.card_key, plain.encode(), hashlib.sha256).hexdigest()
