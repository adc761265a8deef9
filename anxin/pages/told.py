"""What each event of an order's history is called, as its buyer reads it, and as others do."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop


def told() -> dict[str, str]:
    """Return every event's words; those that a decision walks through are told elsewhere."""
    return {**_of_order(), **_of_money(), **_of_case(), **_of_parties()}


def _of_order() -> dict[str, str]:
    """The order itself."""
    return {
        "order_placed": _("已下单，等待付款"),
        "order_paid": _("已付款，进入冷静期"),
        "order_cancelled": _("您取消了订单"),
        "order_expired": _("超时未付款，订单自动关闭"),
        "cooling_off_waived": _("您选择了立即发货"),
        "delivery_started": _("冷静期结束，开始发货"),
        "delivery_reported": _("商家已发货"),
        "delivery_overdue": _("商家超时未发货，平台继续催促"),
        "delivery_completed": _("卡密已备齐并发货"),
        "delivery_failed": _("没有发货成功，系统自动退款"),
        "supplier_asked": _("已向供应商提交充值"),
        "supplier_delivered": _("供应商已充值到账"),
        "supplier_too_late": _("退款后供应商才报告到账，由平台与供应商核对"),
        "delivery_paused": _("平台正在处理一份依法的退款申请，暂停发货"),
        "delivery_resumed": _("申请已处理，继续发货"),
        "card_viewed": _("卡密已查看"),
        "activation_reported": _("商家登记：会员已激活"),
        "use_reported": _("商家登记了使用情况"),
        "use_claimed": _("商家在您申请之后才登记使用情况，不影响这次退款的金额"),
        "receipt_confirmed": _("您确认了收货"),
        "order_completed": _("订单自动完成"),
        "order_settled": _("保护期结束，货款已结算给商家"),
    }


def _of_money() -> dict[str, str]:
    """Payments, refunds and fees."""
    return {
        "payment_returned": _("一笔不该收的款项正在原路退回"),
        "payment_differs": _("收到的金额与订单不符，财务正在核对"),
        "refund_reversed": _("银行退回了这笔退款，正在换一种方式退给您"),
        "refund_rerouted": _("原路退不回，已退到安心钱包"),
        "refund_succeeded": _("已原路退回"),
        "order_taken_back": _("支付渠道已把全部款项退给买家，不再发货"),
        "refund_charged_back": _("支付渠道已先行扣回这笔钱退给买家，这笔退款停止"),
        "refund_by_hand": _("平台在支付渠道的后台退了款，已补记账"),
        "refund_given_by_hand": _("平台已在支付渠道的后台退过这笔钱，这笔退款停止"),
        "fee_claimed": _("您对手续费提出了异议"),
        "fee_claim_approved": _("手续费异议成立，已退到钱包"),
        "fee_claim_rejected": _("手续费异议没有成立"),
        "refund_objected": _("商家对这笔系统退款提出了异议"),
        "objection_granted": _("商家异议成立，由平台承担"),
        "objection_rejected": _("商家异议没有成立"),
        "objection_escalated": _("商家异议处理超时，已交主管"),
        "objection_limit_reached": _("商家异议 14 天没有结果，按成立处理，由平台承担"),
        "fee_claim_declined": _("手续费异议的决定没有通过复核，由另一位高级审核员决定"),
        "objection_declined": _("商家异议的决定没有通过复核，由另一位高级审核员决定"),
        "fee_claim_escalated": _("手续费异议处理超时，已升级"),
        "fee_claim_limit_reached": _("手续费异议 14 天没有结果，已全额退到钱包"),
    }


def _of_case() -> dict[str, str]:
    """A case on its way to a decision."""
    return {
        "case_submitted": _("退款申请已提交"),
        "case_opened_for_shop": _("店铺停止营业，平台为您办理退款"),
        "case_opened_by_law": _("平台按未成年人保护受理退款"),
        "case_with_claim": _("由未成年人退款申请一并处理"),
        "case_ended_by_law": _("未成年人退款申请另行处理，这笔受理已结束"),
        "case_rejected": _("审核员没有通过"),
        "case_withdrawn": _("您撤销了申请"),
        "issuer_answered": _("发卡方已答复卡密状态"),
        "card_found_used": _("发卡方确认卡密在通过后被使用，转高级审核员"),
        "left_to_senior": _("平台外的投诉还没有了结，由高级审核员决定"),
        "lock_overdue": _("发卡方迟迟没有锁定卡密，转高级审核员"),
        "paid_unlocked": _("发卡方一直没有答复，平台不再等，先退款"),
        "case_escalated": _("处理超时，已升级"),
        "cards_locked": _("发卡方已锁定卡密，这张卡不能再使用"),
        "evidence_asked": _("审核员请您补充"),
        "evidence_came": _("补充的凭证已读取，继续审核"),
        "evidence_not_sent": _("您没有按时补充，继续裁决"),
        "evidence_received": _("已收到一份凭证"),
        "evidence_read": _("凭证已读取并核对"),
        "evidence_awaited": _("正在读取凭证"),
        "evidence_brought": _("带来了上次申请的凭证"),
        "evidence_changed": _("更改了一份凭证的种类"),
        "evidence_removed": _("删除了一份凭证"),
        "evidence_doubted": _("凭证需要进一步核实，转高级审核员"),
    }


def _of_parties() -> dict[str, str]:
    """What the parties of a case do."""
    return {
        "return_confirmed": _("商家已收到退货"),
        "return_address_given": _("商家给出了退货地址，请寄回"),
        "return_waived": _("商家没有给出退货地址，不用寄回，直接退款"),
        "buyer_answered": _("您答复了审核员，继续审核"),
        "return_sent": _("商品已寄回"),
        "return_disputed": _("商家对退回的商品有异议，转高级审核员"),
        "return_not_sent": _("没有按时寄回，申请已关闭，可以重新申请"),
        "return_taken_as_back": _("商家没有按时答复，视为已收到退货"),
        "merchant_agreed": _("商家已同意"),
        "merchant_objected": _("商家不同意，由平台处理"),
        "merchant_silent": _("商家没有按时答复"),
        "platform_called_in": _("您请平台介入"),
        "person_asked_for": _("您要求人工复核"),
        "case_edited": _("您修改了申请"),
        "case_nudged": _("您催了一次，处理方会看到"),
        "case_appealed": _("您提出了申诉"),
        "appealed_for_buyer": _("平台复查后替您提出了申诉，由另一位审核员裁决"),
        "arbitration_asked": _("已转仲裁，1 小时内裁决"),
        "arbitration_opened": _("仲裁员已接手"),
        "verdict_declined": _("复核没有同意，由另一位高级审核员决定"),
        "verdict_dropped": _("情况有变，审核员原来的决定不再执行"),
        "signature_overdue": _("等待复核超时，已升级"),
        "signature_missing": _("没有按时复核，由主管决定"),
        "case_upheld": _("仲裁维持原决定"),
        "proposal_made": _("提出了协商方案"),
        "proposal_accepted": _("接受了协商方案"),
        "proposal_declined": _("没有接受协商方案"),
        "proposal_lapsed": _("协商方案没有按时答复，已失效"),
        "compensation_proposed": _("提议赔付，等待复核"),
        "compensation_paid": _("已赔付到钱包"),
        "compensation_dropped": _("赔付提议已撤回"),
        "compensation_pressed": _("赔付提议没有按时复核，已交主管"),
        "compensation_lapsed": _("赔付提议没有人复核，已失效"),
        "complaint_joined": _("平台外的投诉已并入这笔售后"),
        "complaint_answered": _("平台外的投诉已答复"),
        "case_recalled": _("已为您主动退款"),
        "limit_reached": _("平台没有按时决定，按规则退款"),
        "replacement_failed": _("没有按时补上，改为退款"),
        "replaced": _("已补发，请查看"),
    }


RETOLD = (
    (gettext_noop("等待您补充凭证"), gettext_noop("等待买家补充凭证")),
    (gettext_noop("您取消了订单"), gettext_noop("买家取消了订单")),
    (gettext_noop("您选择了立即发货"), gettext_noop("买家选择了立即发货")),
    (gettext_noop("您确认了收货"), gettext_noop("买家确认了收货")),
    (gettext_noop("您撤销了申请"), gettext_noop("买家撤销了申请")),
    (gettext_noop("您对手续费提出了异议"), gettext_noop("买家对手续费提出了异议")),
    (gettext_noop("您请平台介入"), gettext_noop("买家请平台介入")),
    (gettext_noop("您要求人工复核"), gettext_noop("买家要求人工复核")),
    (gettext_noop("您修改了申请"), gettext_noop("买家修改了申请")),
    (gettext_noop("您催了一次，处理方会看到"), gettext_noop("买家催了一次")),
    (gettext_noop("您提出了申诉"), gettext_noop("买家提出了申诉")),
    (
        gettext_noop("商家在您申请之后才登记使用情况，不影响这次退款的金额"),
        gettext_noop("商家在买家申请之后才登记使用情况，不影响这次退款的金额"),
    ),
    (gettext_noop("商家给出了退货地址，请寄回"), gettext_noop("商家给出了退货地址")),
    (gettext_noop("您答复了审核员，继续审核"), gettext_noop("买家答复了审核员")),
    (
        gettext_noop("平台复查后替您提出了申诉，由另一位审核员裁决"),
        gettext_noop("平台复查后替买家提出了申诉，由另一位审核员裁决"),
    ),
    (gettext_noop("审核员请您补充"), gettext_noop("审核员请买家补充")),
    (
        gettext_noop("店铺停止营业，平台为您办理退款"),
        gettext_noop("店铺停止营业，平台退款给买家"),
    ),
    (gettext_noop("您没有按时补充，继续裁决"), gettext_noop("买家没有按时补充，继续裁决")),
    (
        gettext_noop("银行退回了这笔退款，正在换一种方式退给您"),
        gettext_noop("银行退回了这笔退款，正在换一种方式退给买家"),
    ),
    (gettext_noop("已为您主动退款"), gettext_noop("平台召回，主动退款给买家")),
)
"""What is said to a buyer, and how it is told to whoever else reads it."""
