"""The pay page, in the place of the phone's WeChat: what the buyer sees, and pays or leaves.

A native order's `code_url` is a text for WeChat's scanner, weixin://wxpay/bizpayurl?pr=TOKEN; here
its page is /wxpay/TOKEN. An `h5_url` leads there itself, and a prepay_id is such a token too.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from sandbox.clock import beijing_text
from sandbox.loopback import may_be_called
from sandbox.money import yuan
from sandbox.pages import end_page, page
from sandbox.payers import FIRST, MOST_CHARACTERS, named
from sandbox.wechat.lifecycle import pass_time, pay_order
from sandbox.wechat.order import Order, find_by_token
from sandbox.wechat.turn import Provider, Turn

PAY_PAGE = Path(__file__).parent / "templates" / "pay.html"


def cashier_routes() -> list[Route]:
    """The page and its buttons."""
    return [
        Route("/wxpay/{token}", _show, methods=["GET"]),
        Route("/wxpay/{token}", _use, methods=["POST"]),
    ]


def _show(request: Request) -> Response:
    """The page itself."""
    provider: Provider = request.app.state.wechat
    with provider.book.transaction() as tx:
        order = _find(provider.turn(tx=tx), request)
    if order is None:
        return _gone()
    if order.state != "NOTPAY":
        return _show_state(request, order)
    return page(
        template=PAY_PAGE,
        description=order.description,
        amount=yuan(fen=order.total_fen),
        merchant=provider.merchant.mchid,
        number=order.out_trade_no,
        until=beijing_text(at_s=order.expires_at),
        payer=FIRST,
        longest=MOST_CHARACTERS,
    )


async def _use(request: Request) -> Response:
    """One of the page's buttons: `do` is pay, as `payer`, or cancel."""
    form = parse_qs((await request.body()).decode("utf-8", "replace"))
    if form.get("do") == ["pay"]:
        return await run_in_threadpool(_pay, request, named(form=form))
    return await run_in_threadpool(_cancel, request)


def _pay(request: Request, payer: str) -> Response:
    """Pay once, however often the button is tapped."""
    provider: Provider = request.app.state.wechat
    with provider.book.transaction() as tx:
        turn = provider.turn(tx=tx)
        order = _find(turn, request)
        if order is not None:
            order = pay_order(turn=turn, order=order, payer=payer)
    if order is None:
        return _gone()
    if order.paid_at is not None and _way_back(request):
        return RedirectResponse(_way_back(request), status_code=303)
    return _show_state(request, order)


def _cancel(request: Request) -> Response:
    """Leave without paying: the order goes on waiting."""
    provider: Provider = request.app.state.wechat
    with provider.book.transaction() as tx:
        order = _find(provider.turn(tx=tx), request)
    if order is None or order.state != "NOTPAY":
        return RedirectResponse(str(request.url.replace(netloc="", scheme="")), status_code=303)
    if _way_back(request):
        return RedirectResponse(_way_back(request), status_code=303)
    return _end("已取消，未付款", "订单还在等待付款。", [(request.url.path, "继续付款")])


def _way_back(request: Request) -> str:
    """The redirect_url that the shop appended to an h5_url; only to this machine."""
    given = request.query_params.get("redirect_url", "")
    return given if may_be_called(url=given) else ""


def _find(turn: Turn, request: Request) -> Order | None:
    pass_time(turn=turn)
    return find_by_token(tx=turn.tx, token=request.path_params["token"], now_s=turn.now_s)


def _show_state(request: Request, order: Order) -> Response:
    """What has become of an order that waits for nobody."""
    ways = [(_way_back(request), "返回商家")]
    if order.paid_at is None:
        return _end("订单已关闭", "没有付款，也不能再付款。", ways)
    if order.given_back_fen == order.total_fen:
        return _end("已全额退款", "沙箱里的钱已退回。", ways)
    words = f"沙箱付款 ¥{yuan(fen=order.total_fen)}，没有动用真钱。"
    return _end("付款成功", words, ways)


def _gone() -> Response:
    return _end("付款码已失效", "请回到商家，重新发起付款。", [], status=404)


def _end(title: str, words: str, ways: list[tuple[str, str]], *, status: int = 200) -> Response:
    return end_page(title=title, words=words, ways=ways, brand="wechat", status=status)
