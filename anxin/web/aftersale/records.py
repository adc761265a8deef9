"""The whole record of a case for its buyer (全部记录): a page to print, a file to keep.

A platform hands over the contract and the records of a dispute and bears their loss (电商法
Art. 62); who means to go to 12315 or to court needs them without asking anybody.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from anxin.domain import wording
from anxin.domain.thread import may_read
from anxin.pages import history
from anxin.pages.formatting import to_the_second, yuan
from anxin.pages.reader import account_id, language, not_found, signed_in
from anxin.pages.templatetags.words import title_of
from anxin.pages.thread import thread_of
from anxin.storage.aftersale import queries
from anxin.storage.aftersale.queries import CaseRow
from anxin.storage.catalog.queries import policy_document, policy_version
from anxin.storage.evidence.queries import list_pieces_of_case
from anxin.storage.order import queries as orders
from anxin.storage.order.queries import OrderRow
from anxin.storage.order.records import list_payments, list_shipments, list_views
from anxin.storage.refund.queries import list_of_order
from anxin.web.aftersale.progress import stages_of


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the record: a table, or names and what they say where there is no `head`."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def cells(self) -> list[list[tuple[str, str]]]:
        """The rows with the column's name beside each value, for narrow screens."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Rules:
    """The version of the policy that the order was made under, whole, with the digest of it."""

    name: str
    text: str
    sha256: str


@signed_in("buyer")
@never_cache
@require_safe
def case_records(request: HttpRequest, no: str) -> HttpResponse:
    """Everything on record about one's own case, to be read or printed."""
    case, order = _found(request, no)
    context = {
        "c": case,
        "made_at": _at(case.now),
        "parts": parts_of(case=case, order=order, language=language()),
        "rules": rules_of(order=order),
    }
    return render(request, "web/records.html", context)


@signed_in("buyer")
@never_cache
@require_safe
def case_records_file(request: HttpRequest, no: str) -> HttpResponse:
    """The same as a file that programs can read."""
    case, order = _found(request, no)
    told = {
        "case": case.no,
        "order": order.no,
        "made_at": case.now.isoformat(),
        "parts": [asdict(part) for part in parts_of(case=case, order=order, language=language())],
        "policy": asdict(rules_of(order=order)),
    }
    written = json.dumps(told, ensure_ascii=False, indent=1)
    answer = HttpResponse(written, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="records-{case.no[:12]}.json"'
    return answer


def _found(request: HttpRequest, no: str) -> tuple[CaseRow, OrderRow]:
    buyer = account_id(request)
    case = queries.case_of_buyer(no=no, buyer_id=buyer) or not_found()
    order = orders.order_of_buyer(no=case.order_no, buyer_id=buyer) or not_found()
    return case, order


def rules_of(*, order: OrderRow) -> Rules:
    """Return the policy's version that decides about an order, as its document stands."""
    version = policy_version(policy_id=order.policy_id)
    document = policy_document(policy_id=order.policy_id)
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Rules(f"{version.name} v{version.version}", text, digest)


def parts_of(*, case: CaseRow, order: OrderRow, language: str) -> tuple[Part, ...]:
    """Return what is on record about a case and its order, as far as it is the buyer's to read."""
    return (
        _request(case, language),
        _paid(order, language),
        _refunded(order, language),
        _delivered(order),
        _evidence(case, language),
        _thread(case, language),
        _history(order, language),
    )


def _request(case: CaseRow, language: str) -> Part:
    def word(of: str, word: str | None) -> str:
        return wording.label(of=of, word=word, language=language) if word else ""

    rows = (
        (_("退款单号"), case.no),
        (_("订单号"), case.order_no),
        (_("商品"), title_of(case)),
        (_("商家"), case.merchant_name),
        (_("原因"), word("reason", case.reason)),
        *wording.fields_told(details=case.details, language=language),
        (_("补充说明"), case.note),
        (_("申请时间"), _at(case.submitted_at)),
        (_("状态"), word("case_state", case.state)),
        (_("依据条款"), word("clause", case.clause)),
        (_("理由"), word("code", case.code)),
        (_("说明"), wording.explanation(why=case.why, language=language)),
        (_("怎样可以改变结果"), case.why.get("would_change", "")),
        (_sum_name(case), yuan(case.refund_fen)),
        (_("手续费"), "" if stages_of(case=case).failed else yuan(case.fee_fen)),
        (_("结案时间"), _at(case.closed_at)),
    )
    return Part(_("申请"), (), tuple(row for row in rows if row[1]))


def _sum_name(case: CaseRow) -> str:
    if stages_of(case=case).failed:
        return _("申请金额")
    return _("已退金额") if case.state == "refunded" else _("退款金额")


def _paid(order: OrderRow, language: str) -> Part:
    head = (_("付款方式"), _("金额"), _("时间"), _("付款流水号"), _("渠道流水号"))
    rows = (
        (
            wording.label(of="tender", word=paid.method, language=language),
            yuan(paid.captured_fen),
            _at(paid.captured_at),
            paid.no,
            paid.serial_no,
        )
        for paid in list_payments(order_id=order.id)
    )
    return Part(_("付款"), head, tuple(rows))


def _refunded(order: OrderRow, language: str) -> Part:
    head = (_("退到"), _("金额"), _("状态"), _("时间"), _("退款流水号"), _("渠道流水号"))
    rows = (
        (
            _("安心钱包")
            if one.destination == "wallet"
            else wording.label(of="tender", word=one.method, language=language),
            yuan(one.refund_fen),
            wording.label(of="refund_state", word=one.state, language=language),
            _at(one.succeeded_at or one.reserved_at),
            one.no,
            one.serial_no,
        )
        for one in list_of_order(order_id=order.id)
    )
    return Part(_("退款"), head, tuple(rows))


def _delivered(order: OrderRow) -> Part:
    shipped = (
        (_at(one.at), _("商家发货"), f"{one.receipt_no} {yuan(one.value_fen)}".strip())
        for one in list_shipments(order_id=order.id)
    )
    viewed = (
        (_at(one.at), _("查看卡密"), f"#{one.unit} {one.ip or ''} {one.device}".strip())
        for one in reversed(list_views(order_id=order.id))
    )
    head = (_("时间"), _("经过"), _("记录"))
    return Part(_("发货与查看"), head, (*shipped, *viewed))


def _evidence(case: CaseRow, language: str) -> Part:
    head = (_("凭证"), _("文件"), _("收到时间"), _("核对结果"), "SHA-256")
    rows = (
        (
            wording.label(of="evidence", word=one.kind, language=language),
            f"{one.filename} ({one.size_bytes} B)",
            _at(one.received_at),
            wording.label(of="verdict_to_buyer", word=one.verdict, language=language)
            if one.verdict
            else "",
            one.sha256.hex(),
        )
        for one in list_pieces_of_case(case_id=case.id)
        if may_read(side="buyer", audience=one.audience)
        if one.state != "refused" or one.side == "buyer"
    )
    return Part(_("凭证"), head, tuple(rows))


def _thread(case: CaseRow, language: str) -> Part:
    thread = thread_of(case=case, side="buyer", account_id=case.buyer_id, language=language)
    rows = (
        (_at(line.at), line.who, " · ".join(filter(None, (line.what, line.state, line.text))))
        for line in thread.lines
    )
    return Part(_("沟通记录"), (_("时间"), _("谁"), _("内容")), tuple(rows))


def _history(order: OrderRow, language: str) -> Part:
    lines = reversed(history.of_order(order=order, language=language))
    rows = ((_at(line.at), line.text, line.detail) for line in lines)
    return Part(_("订单经过"), (_("时间"), _("经过"), _("记录")), tuple(rows))


def _at(at: datetime | None) -> str:
    """A moment to the second, in Beijing time."""
    return to_the_second(at) if at else ""
