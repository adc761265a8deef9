"""The issuer's pages: where anybody uses a card in the game, and the desk that makes cards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.book import Book
from sandbox.clock import Clock, beijing_text
from sandbox.desk import guarded
from sandbox.issuer.cards import issue, list_cards, new_secret, use_card
from sandbox.pages import page, table
from sandbox.partner.keys import Account

TEMPLATES = Path(__file__).parent / "templates"
MOST_MADE = 1_000
SHOWN = 50
WORDS = {
    "done": "兑换成功，已到账。Redeemed.",
    "used": "这张卡已被使用。Already used.",
    "locked": "这张卡已被发卡方锁定，不能使用。Locked by its issuer.",
    "invalid": "没有这张卡。No such card.",
}


@dataclass(frozen=True)
class Pages:
    """The pages of one issuer."""

    book: Book
    clock: Clock
    account: Account

    def routes(self) -> list[Route]:
        """Where what is shown and done."""
        return [
            Route("/issuer/", guarded(self._show), methods=["GET"]),
            Route("/issuer/redeem", self._redeem, methods=["GET", "POST"]),
            Route("/issuer/desk/cards", guarded(self._make), methods=["POST"]),
        ]

    def deliver(self, *, known: Iterable[str]) -> None:
        """Put cards into the book that the shop has been handed."""
        with self.book.transaction() as tx:
            issue(tx=tx, account=self.account, known=known, now_s=self.clock.now_s())

    def _show(self, request: Request, _: object) -> Response:
        with self.book.transaction() as tx:
            cards = list_cards(tx=tx, limit=SHOWN)
        rows = (
            [f"…{card.secret[-4:]}", card.status, _written(card.used_at), card.used_by,
             card.lock_no or ""]
            for card in cards
        )  # fmt: skip
        return page(template=TEMPLATES / "cards.html", cards=table(rows=rows))

    async def _redeem(self, request: Request) -> Response:
        """Use a card: whoever holds the secret may, as in any game."""
        if request.method == "GET":
            return page(template=TEMPLATES / "redeem.html", words="")
        form = parse_qs((await request.body()).decode("utf-8", "replace"))
        secret, player = form.get("secret", [""])[0], form.get("account", [""])[0]
        if not secret.strip() or not player.strip():
            return page(template=TEMPLATES / "redeem.html", status=422, words="请填写卡密和账号。")
        became = await run_in_threadpool(self._use, secret, player[:40])
        status = 200 if became == "done" else 409
        return page(template=TEMPLATES / "redeem.html", status=status, words=WORDS[became])

    def _use(self, secret: str, player: str) -> str:
        with self.book.transaction() as tx:
            return use_card(tx=tx, secret=secret, used_by=player, now_s=self.clock.now_s())

    def _make(self, request: Request, given: object) -> Response:
        count = given.get("count") if isinstance(given, dict) else None
        if not isinstance(count, int) or isinstance(count, bool) or not 0 < count <= MOST_MADE:
            return JSONResponse({"error": f"count: 1 to {MOST_MADE}"}, status_code=422)
        made = [new_secret() for _ in range(count)]
        self.deliver(known=made)
        return JSONResponse({"secrets": made}, status_code=201)


def _written(at_s: float | None) -> str:
    return "" if at_s is None else beijing_text(at_s=at_s)
