"""The pay page: what the buyer sees, and the two things that they can do there."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sandbox.alipay.lifecycle import open_trade, pass_time, pay_trade
from sandbox.alipay.signing import with_signature
from sandbox.alipay.trade import Trade, find_by_token
from sandbox.alipay.turn import Provider, Turn
from sandbox.clock import beijing_text
from sandbox.money import yuan
from sandbox.pages import end_page, page
from sandbox.payers import FIRST, MOST_CHARACTERS, named

TEMPLATES = Path(__file__).parent / "templates"
PAID = ("TRADE_SUCCESS", "TRADE_FINISHED")


def show_pay_page(request: Request) -> Response:
    """The page itself. Looking at it brings the trade into being."""
    provider: Provider = request.app.state.alipay
    with provider.book.transaction() as tx:
        turn = provider.turn(tx=tx)
        trade = _find(turn, request)
        if trade is not None:
            trade = open_trade(turn=turn, trade=trade)
    if trade is None:
        return _end(None, title="没有这笔交易", words="请回到商家，重新发起付款。", status=404)
    if trade.status != "WAIT_BUYER_PAY":
        return _show_state(provider, trade)
    return page(
        template=TEMPLATES / "pay.html",
        subject=trade.subject,
        amount=yuan(fen=trade.total_fen),
        number=trade.out_trade_no,
        until=beijing_text(at_s=trade.expires_at),
        payer=FIRST,
        longest=MOST_CHARACTERS,
    )


async def use_pay_page(request: Request) -> Response:
    """One of the page's buttons: `do` is pay, as `payer`, or cancel."""
    form = parse_qs((await request.body()).decode("utf-8", "replace"))
    if form.get("do") == ["pay"]:
        return await run_in_threadpool(_pay, request, named(form=form))
    return await run_in_threadpool(_cancel, request)


def _pay(request: Request, payer: str) -> Response:
    """Pay once, however often the button is tapped, and send the buyer back to the shop."""
    provider: Provider = request.app.state.alipay
    with provider.book.transaction() as tx:
        turn = provider.turn(tx=tx)
        trade = _find(turn, request)
        if trade is not None:
            trade = pay_trade(turn=turn, trade=trade, payer=payer)
    if trade is None:
        return _end(None, title="没有这笔交易", words="请回到商家，重新发起付款。", status=404)
    if trade.status in PAID and trade.return_url:
        return RedirectResponse(return_address(provider=provider, trade=trade), status_code=303)
    return _show_state(provider, trade)


def _cancel(request: Request) -> Response:
    """Leave without paying: the trade goes on waiting."""
    provider: Provider = request.app.state.alipay
    with provider.book.transaction() as tx:
        trade = _find(provider.turn(tx=tx), request)
    if trade is None or trade.status != "WAIT_BUYER_PAY":
        return RedirectResponse(request.url.path, status_code=303)
    if trade.quit_url:
        return RedirectResponse(trade.quit_url, status_code=303)
    return _end(
        trade.return_url, title="已取消，未付款", words="订单还在等待付款。", again=request.url.path
    )


def return_address(*, provider: Provider, trade: Trade) -> str:
    """The shop's return_url with Alipay's signed parameters; Alipay: no proof of payment."""
    said = {
        "charset": "utf-8",
        "out_trade_no": trade.out_trade_no,
        "method": f"{trade.method}.return",
        "total_amount": yuan(fen=trade.total_fen),
        "trade_no": trade.trade_no,
        "auth_app_id": provider.merchant.app_id,
        "version": "1.0",
        "app_id": provider.merchant.app_id,
        "seller_id": provider.merchant.seller_id,
        "timestamp": beijing_text(at_s=provider.clock.now_s()),
    }
    query = urlencode(with_signature(key=provider.key, params=said))
    return f"{trade.return_url}{'&' if '?' in trade.return_url else '?'}{query}"


def _find(turn: Turn, request: Request) -> Trade | None:
    pass_time(turn=turn)
    return find_by_token(tx=turn.tx, token=request.path_params["token"])


def _show_state(provider: Provider, trade: Trade) -> Response:
    """What has become of a trade that waits for nobody."""
    if trade.paid_at is None:
        return _end(trade.return_url, title="交易已关闭", words="没有付款，也不能再付款。")
    if trade.refunded_fen == trade.total_fen:
        return _end(trade.return_url, title="已全额退款", words="沙箱里的钱已退回。")
    back = return_address(provider=provider, trade=trade) if trade.return_url else ""
    words = f"沙箱付款 ¥{yuan(fen=trade.total_fen)}，没有动用真钱。"
    return _end(back, title="付款成功", words=words)


def _end(
    back: str | None, *, title: str, words: str, again: str = "", status: int = 200
) -> Response:
    """A page that says how it ended, with the ways on from there."""
    ways = [(again, "继续付款"), (back or "", "返回商家")]
    return end_page(title=title, words=words, ways=ways, status=status)
