"""What each proof over the books finds broken, in Chinese; the English is the proof's own name."""

from __future__ import annotations

PROOFS_IN_CHINESE = {
    "purse is not the sum of its postings": "钱包或积分余额与记账之和不符",
    "purse holds another sum than its payments and withdrawals under way": (
        "钱包冻结的金额与进行中的付款和提现不符"
    ),
    "coupons of a buyer are worth another sum than their postings": "买家优惠券的面值与记账不符",
    "coupon is held by no payment, or by several": "优惠券被占用，但没有或不止一笔付款在用它",
    "channel was told to send back another sum than its refunds": "让渠道退回的金额与退款单不符",
    "order's sums are not those of its payments": "订单的金额与它的付款不符",
    "payment gave back another sum than its refunds": "付款已退的金额与退款单不符",
    "escrow holds another sum than captured less refunded and settled": (
        "担保中的货款不等于实收减已退减已结算"
    ),
    "payment has other sums reserved than its refunds under way": (
        "付款为退款留出的金额与进行中的退款不符"
    ),
    "more arrived and came back than was paid": "到货与退款之和超过了实付",
    "refund was booked with another sum": "退款的记账金额不对",
    "card belongs to a state that its order does not explain": "卡密的状态与订单对不上",
    "card was paid for unlocked, and nothing says so": "卡密没有锁定就退了款，却没有记录说明",
    "card stays locked that nobody refunds": "卡密被锁定，却没有退款在等它",
    "card was refunded that its issuer never locked": "卡密退了款，却没有在发卡方锁定",
    "order's history has a gap": "订单的历史记录有缺口",
    "escrow is below zero, or of no order": "担保中的货款为负，或不属于任何订单",
    "merchant's balance is not the sum of its postings": "商家余额与记账之和不符",
    "reseller's balance is not the sum of its postings": "分销余额与记账之和不符",
    "more was recovered than was advanced": "收回的垫付超过了垫付的金额",
    "commission is not its part of what was settled": "佣金与已结算货款的比例不符",
    "commission was booked with another sum": "佣金的记账金额不对",
    "commissions are more than the order": "佣金之和超过了订单金额",
    "completed order's money is waiting for nothing": "已完成订单的货款没有结算日期",
    "payouts hold another sum than is under way": "打款途中的金额与提现单不符",
    "payout was booked otherwise than it stands": "提现的记账与它的状态不符",
    "wallet money was paid out to a name that nobody confirmed": "钱包的钱提到了没有核验过的户名",
    "card that a payout went to is still kept": "已结束的提现还留着银行卡号",
    "penalty was booked otherwise than it stands": "处罚的记账与它的状态不符",
    "guarantee fund holds another sum than the penalties that stand": (
        "消费者保障基金与有效的处罚不符"
    ),
    "deposit was topped up with another sum": "保证金补缴的记账金额不对",
    "deposit was booked with another sum": "保证金的记账金额不对",
    "fee claim is of more than the fee that was kept": "手续费异议的金额超过了所收手续费",
    "fee claim was booked with another sum": "手续费异议的记账金额不对",
    "compensation was booked with another sum": "赔付的记账金额不对",
    "top-up was booked with another sum than the channel took": "充值的记账金额与渠道收到的不符",
    "clearing holds another sum than channels and banks took and gave": (
        "渠道清算的余额与渠道、银行的收付不符"
    ),
    "objection is of more than its refund took": "商家异议的金额超过了那笔退款",
    "objection was booked with another sum": "商家异议的记账金额不对",
    "bill's rows come to other sums than its file": "账单明细与文件合计不符",
    "channel's fee is booked otherwise than billed": "渠道手续费的记账与账单不符",
    "recall gave an order another sum than it says, or more than was signed": (
        "召回退给订单的金额与名单不符，或超过了放行的金额"
    ),
    "recall is over and orders of it wait": "召回已经结束，还有订单在等",
    "recall's list comes to other sums than were signed": "召回的名单与放行的合计不符",
    "recalled card is for sale": "已召回的卡密还在出售",
    "books do not add to zero": "全部账户之和不为零",
}


def proof(*, sentence: str, language: str) -> str:
    """Return a proof's sentence in the reader's language; one without Chinese in English."""
    return PROOFS_IN_CHINESE.get(sentence, sentence) if language == "zh" else sentence
