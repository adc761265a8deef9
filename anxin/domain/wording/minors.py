"""Words of minors' claims in both languages, by code."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template
from typing import Final

Sentences = Mapping[str, tuple[str, str]]

LABELS: Final[Mapping[str, Sentences]] = {
    "state": {
        "draft": ("填写中", "Being filled in"),
        "submitted": ("审核中", "In review"),
        "asked": ("等您补充材料", "Waiting for your papers"),
        "signing": ("复核中", "Being double-checked"),
        "paying": ("退款办理中", "Refund under way"),
        "decided": ("已同意退款", "Refund approved"),
        "rejected": ("未同意退款", "Refund refused"),
        "withdrawn": ("已撤回", "Withdrawn"),
        "lapsed": ("已失效", "Lapsed"),
    },
    "relation": {
        "mother": ("母亲", "Mother"),
        "father": ("父亲", "Father"),
        "grandparent": ("祖父母 / 外祖父母", "Grandparent"),
        "other_guardian": ("其他监护人", "Other guardian"),
    },
    "consent": {
        "none": ("没有人同意过", "Nobody consented"),
        "once": ("同意过一次别的消费", "Consented to another purchase"),
        "device_only": ("只同意用手机或账号", "Only let the child use phone or account"),
        "unsure": ("说不清", "Not sure"),
    },
    "paper": {
        "relation": ("监护关系（户口本 / 出生证明）", "Guardianship (household register / birth)"),
        "identity": ("身份证件", "Identity papers"),
        "device": ("设备或账号截图", "Device or account"),
        "chat": ("聊天记录", "Chats"),
        "payment": ("付款记录", "Payment records"),
        "other": ("其他", "Other"),
    },
    "paper_state": {
        "received": ("处理中", "Being processed"),
        "ready": ("已收到", "Received"),
        "refused": ("打不开，请换一份", "Cannot be opened, please send another"),
    },
    "check": {
        "": ("未填写", "Not given"),
        "waiting": ("实名核验中", "Identity being checked"),
        "confirmed": ("实名一致", "Identity confirmed"),
        "not_confirmed": ("姓名与号码不一致", "Name and number do not match"),
        "unanswered": ("核验方没有答复，看材料", "No answer from the provider, papers decide"),
    },
    "band": {
        "under_8": ("未满 8 周岁", "under 8"),
        "8_to_15": ("8–15 周岁", "aged 8–15"),
        "16_to_17": ("16–17 周岁", "aged 16–17"),
        "of_age": ("已成年", "of age"),
    },
    "code": {
        "of_age": ("下单时已成年", "Was of age at the time"),
        "nothing_used": ("没有查看或使用，全部退回", "Nothing seen or used: all goes back"),
        "no_real_name": ("下单前账号没有实名", "No real name on the account at the time"),
        "above_cap": ("超出该年龄的消费限额", "Above the cap for that age"),
        "guardian_shares": ("监护人承担 30%–70%", "The guardian bears 30–70 %"),
        "again": ("以前退过，监护人可承担更多", "Refunded before: the guardian may bear more"),
        "consented_before": ("同意过使用或别的消费", "Use or another purchase was consented to"),
    },
    "refusal": {
        "of_age": ("下单时已成年", "Of age at the time of purchase"),
        "no_guardian": ("材料不能证明监护关系", "Guardianship is not shown"),
        "not_by_minor": ("不能认定是未成年人下单", "Not shown that the minor bought it"),
        "consented": ("监护人同意过这些消费", "The guardian consented to it"),
        "papers_missing": ("要求的材料没有提供", "Papers that were asked for are missing"),
        "no_orders": ("没有找到对应的订单", "No such orders were found"),
        "decided_before": ("同一笔订单已经处理过", "The same orders were decided before"),
        "other": ("其他原因", "Another reason"),
    },
    "mark": {
        "guardian": ("同一监护人的其他申请 $n 笔", "Other claims of this guardian: $n"),
        "minor": ("同一未成年人的其他申请 $n 笔", "Other claims for this minor: $n"),
        "device": ("同一设备提交的其他申请 $n 笔", "Other claims from this device: $n"),
        "account": ("同一账号的其他申请 $n 笔", "Other claims about this account: $n"),
        "payee": ("关联账号的申请 $n 笔", "Claims about linked accounts: $n"),
    },
    "event": {
        "begun": ("开始填写", "Begun"),
        "people_written": ("已填写监护人和孩子", "Guardian and child filled in"),
        "purchases_written": ("已填写消费情况", "Purchases filled in"),
        "paper_received": ("收到一份材料", "A paper was received"),
        "paper_removed": ("移除一份材料", "A paper was removed"),
        "submitted": ("已提交，开始计时", "Submitted, the clock began"),
        "identity_answered": ("实名核验有了结果", "The identity check was answered"),
        "taken": ("专人已接手", "A reviewer has taken it"),
        "order_found": ("找到一笔订单", "An order was found"),
        "order_left_out": ("移出一笔订单", "An order was left out"),
        "papers_asked": ("请您补充材料，停止计时", "More papers asked for, the clock stands still"),
        "papers_answered": ("继续审核，恢复计时", "Review goes on, so does the clock"),
        "escalated": ("转主管处理", "Passed to a supervisor"),
        "late": ("已超过期限，主管处理中", "Past its deadline, with a supervisor"),
        "signature_wanted": ("等第二位审核员复核", "Waits for a second reviewer"),
        "signed": ("复核通过", "Signed by a second reviewer"),
        "sent_back": ("退回重新决定", "Sent back to be decided again"),
        "approved": ("已同意，办理退款", "Approved, being refunded"),
        "decided": ("退款已全部提交", "All refunds are on their way"),
        "rejected": ("未同意退款", "Refused"),
        "withdrawn": ("已撤回", "Withdrawn"),
        "lapsed": ("七天没有提交，已失效", "Not submitted within seven days"),
    },
    "outcome": {
        "open": ("未结", "Open"),
        "approved": ("全额退回", "All given back"),
        "partly": ("部分退回", "Given back in part"),
        "rejected": ("未同意", "Refused"),
        "withdrawn": ("撤回", "Withdrawn"),
        "lapsed": ("失效", "Lapsed"),
    },
    "problem": {
        "relation": ("请选择您与孩子的关系", "Please choose how you are related"),
        "name": ("请填写身份证上的姓名", "Please enter the name on the ID card"),
        "form": ("身份证号是 18 位，最后一位可以是 X", "It has 18 digits; the last may be X"),
        "place": ("身份证号的前两位不对", "The first two digits are of no province"),
        "birthday": ("身份证号里的生日不对", "The birthday in it cannot be"),
        "check_digit": ("身份证号有一位输错了", "One of its digits is mistyped"),
        "under_age": ("监护人要满 18 周岁", "A guardian is 18 or older"),
        "of_age": ("孩子已成年超过三年，不能走这个渠道", "Of age for more than three years"),
        "too_many_checks": ("核验次数太多，请重新开始一份申请", "Too many checks, begin anew"),
        "not_open": ("这份申请已经提交或结束，不能再改", "Submitted or ended, cannot be changed"),
        "consent": ("请选择有没有同意过", "Please choose whether anybody consented"),
        "statement": ("请写下经过", "Please write what happened"),
        "nothing_named": ("写订单号、账号或消费情况，至少一项",
                          "Give order numbers, the account or what was bought"),
        "people": ("请先填写监护人和孩子", "Please fill in guardian and child first"),
        "identity": ("姓名与身份证号不一致，请改好再提交",
                     "Name and number do not match, please correct them"),
        "purchases": ("请先填写消费情况", "Please fill in the purchases first"),
        "relation_paper": ("请上传能证明监护关系的材料", "Please add a paper showing guardianship"),
        "unknown_kind": ("请选择材料种类", "Please choose a kind of paper"),
        "empty": ("文件是空的，请重新选择", "The file is empty, please choose again"),
        "too_large": ("文件超过 20 MB，请压缩或截图", "Over 20 MB, please make it smaller"),
        "too_many": ("材料已满 20 份", "There are 20 papers already"),
        "too_often": ("试得太快了，请过几分钟再试", "Too many tries, please wait some minutes"),
        "not_opened": ("申请号或查询码不对", "Claim number or code is not right"),
        "store": ("没有保存成功，请再传一次", "Not saved, please send it again"),
    },
    "trouble": {
        "case_open": ("这笔订单有申请正由商家或系统处理", "A request of it is being dealt with"),
        "moved": ("订单正在变动，稍后自动再试", "The order is moving, tried again soon"),
        "needs_second": ("等第二位审核员复核", "Waits for a second reviewer"),
        "claimed": ("售后单正由别的审核员处理", "Another reviewer has its case in hand"),
        "nothing_left": ("没有可退的金额了", "Nothing is left to give back"),
        "sum_out_of_range": ("金额超过剩下的", "More than what is left"),
        "not_in_review": ("售后单还不能决定", "Its case cannot be decided yet"),
    },
    "barred": {
        "not_found": ("申请已经有结果了", "The claim has its outcome"),
        "not_allowed": ("您的岗位不能做这一步", "Your role cannot do that"),
        "own_account": ("这是您自己的账号", "This is your own account"),
        "own_order": ("这是您自己的订单", "This is your own order"),
        "own_decision": ("决定是您做的，由另一位复核", "You decided it, another signs"),
        "taken": ("已由别的审核员接手", "Another reviewer has taken it"),
        "supervisors": ("临近期限，由主管处理", "Close to its deadline: a supervisor's"),
        "not_assigned": ("请先接手这份申请", "Take the claim first"),
        "not_in_review": ("这份申请现在不能决定", "It cannot be decided now"),
        "reason_missing": ("请写明理由", "Please give reasons"),
        "no_orders": ("还没有订单，先找到订单", "There are no orders yet"),
        "orders_changed": ("订单有变化，请看最新的再决定", "The orders changed, please look again"),
        "share_out_of_range": ("比例是 0 到 100", "A share is 0 to 100"),
        "nothing_given": ("全部为 0 请用「不同意」", "If all are 0, refuse instead"),
        "no_such_order": ("没有这个订单号", "There is no such order"),
        "other_account": ("这笔订单是另一个账号的", "That order is another account's"),
        "nothing_asked": ("请选要补的材料并写一句话", "Choose kinds and write a word"),
        "asked_often": ("已经要求过三次，请按现有材料决定", "Asked three times: decide now"),
        "nothing_to_sign": ("没有等待复核的决定", "Nothing waits to be signed"),
        "paid_already": ("已有订单退出，不能退回", "Some orders are paid already"),
        "erased": ("材料已按期删除", "The papers were erased in time"),
    },
}  # fmt: skip


def minors_label(*, of: str, word: str, language: str, n: int = 0) -> str:
    """Return the words of a code. Raises `KeyError` for one that has none."""
    chinese, english = LABELS[of][word]
    return Template(english if language == "en" else chinese).substitute(n=n)


def known_label(*, of: str, word: str, language: str) -> str:
    """Return the words of a code, or the code itself where it comes from elsewhere."""
    return minors_label(of=of, word=word, language=language) if word in LABELS[of] else word
