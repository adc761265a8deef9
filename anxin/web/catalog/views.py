"""What is on sale: the home page, search, a product and its checkout."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from anxin import wiring
from anxin.domain import wording, words
from anxin.domain.request import TWIN_MINUTES
from anxin.domain.wording import standing
from anxin.pages.reader import account_id, language, not_found, signed_in
from anxin.services.order.place import NotPlaced, OrderForm, place_order
from anxin.storage.catalog import queries
from anxin.storage.catalog.queries import ProductRow
from anxin.storage.order import queries as orders
from anxin.storage.standing import shops
from anxin.web import terms
from anxin.web.catalog.forms import CheckoutForm
from anxin.web.risk.device import note_browser

SELLER_TONES = {"excellent": "good", "good": "good", "weak": "warn", "poor": "bad"}
REFUND_WORDS = ("退", "refund", "tuikuan", "tuidan")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is on sale, each with the first tag of its refund policy."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in words.KINDS else ""
    shelf = [(product, terms.tags_of(product)[:1]) for product in queries.list_products(kind=kind)]
    return render(request, "web/home.html", {"shelf": shelf, "kind": kind})


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Products by name; somebody looking for refunds finds the way there first."""
    text = request.GET.get("q", "").strip()[:60]
    shelf = [(product, terms.tags_of(product)[:1]) for product in queries.list_products(text=text)]
    about_refunds = any(word in text.lower() for word in REFUND_WORDS)
    return render(
        request, "web/search.html", {"shelf": shelf, "text": text, "about_refunds": about_refunds}
    )


@require_safe
def product(request: HttpRequest, no: str) -> HttpResponse:
    """A product with its refund rules, before anything is ordered."""
    found = queries.product(no=no) or not_found()
    seller = _seller(shops.shop(merchant_id=found.merchant_id))
    return render(request, "web/product.html", {"p": found, "seller": seller, **_rules(found)})


@require_safe
def seller(request: HttpRequest, no: str) -> HttpResponse:
    """The shop of a product: how its after-sales are, what secures them, what else it sells."""
    found = queries.product(no=no) or not_found()
    shelf = [
        (product, terms.tags_of(product)[:1])
        for product in queries.list_products(merchant_id=found.merchant_id)
    ]
    context = {
        "p": found,
        "seller": _seller(shops.shop(merchant_id=found.merchant_id)),
        "shelf": shelf,
    }
    return render(request, "web/seller.html", context)


def _seller(shop: shops.ShopRow | None) -> dict[str, Any]:
    """What buyers read of a shop: never a bare number without what it means."""
    assert shop is not None, "a product has a shop"
    facts = shop.facts or {}
    return {
        "shop": shop,
        "level": standing.level_text(level=shop.level, language=language()),
        "orders": facts.get("quarter", {}).get("orders", 0),
        "answers_in": (facts.get("answer_minutes") or 0) * 60,
        "tone": SELLER_TONES.get(shop.level, ""),
    }


@signed_in("buyer")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest, no: str) -> HttpResponse:
    """Everything restated once more, then the order."""
    found = queries.product(no=no) or not_found()
    strict = bool(terms.hint_of(found, units=_units(request)))
    if request.method != "POST":
        form = CheckoutForm(product=found, strict=strict, initial={"units": _units(request)})
        return _checkout_page(request, found, form, strict)
    form = CheckoutForm(request.POST, product=found, strict=strict)
    if form.is_valid():
        placed = place_order(
            buyer_id=account_id(request),
            product_no=no,
            form=OrderForm(
                form_key=form.cleaned_data["form_key"],
                units=form.cleaned_data["units"],
                inputs=form.inputs(),
                acknowledged=form.cleaned_data["acknowledged"],
            ),
            outside=wiring.outside(),
        )
        if not isinstance(placed, NotPlaced):
            return note_browser(request, redirect("order_pay", no=placed.order_no))
        form.add_error(None, _why_not(placed.code))
    return _checkout_page(request, found, form, strict, status=422)


def _checkout_page(
    request: HttpRequest, found: ProductRow, form: CheckoutForm, strict: bool, status: int = 200
) -> HttpResponse:
    twin = orders.recent_twin(
        buyer_id=account_id(request), product_id=found.id, minutes=TWIN_MINUTES
    )
    units = _units(request)
    context = {
        "p": found,
        "form": form,
        "strict": strict,
        "units": units,
        "total_fen": found.price_fen * units,
        "twin": twin,
        **_rules(found, units=units),
    }
    return render(request, "web/checkout.html", context, status=status)


def _units(request: HttpRequest) -> int:
    asked = (request.POST if request.method == "POST" else request.GET).get("units", "1")
    return min(max(int(asked), 1), 20) if asked.isdecimal() and len(asked) < 4 else 1


def _rules(found: ProductRow, *, units: int = 1) -> dict[str, Any]:
    stopped = found.stopped
    return {
        "stopped": stopped and standing.stopped_text(kind=stopped, language=language()),
        "tags": terms.tags_of(found),
        "steps": terms.steps_of(found),
        "hint": terms.hint_of(found, units=units),
        "kind_name": wording.label(of="kind", word=found.kind, language=language()),
    }


def _why_not(code: str) -> str:
    if code.startswith("stopped_"):
        return standing.stopped_text(kind=code.removeprefix("stopped_"), language=language())
    return {
        "sold_out": _("刚刚被抢空了，没有扣款。可以少买几件，或稍后再看"),
        "too_many_unpaid": _("您有 5 笔订单还没付款，请先付款或取消其中一笔"),
        "frozen": _("监护人的未成年人退款申请正在处理，这个账号暂时不能购买"),
        "not_acknowledged": _("请先勾选已了解的退款提示"),
        "inputs_missing": _("请填写充值信息"),
        "units_out_of_range": _("一次最多买 20 件"),
    }.get(code, _("商品刚刚下架了"))
