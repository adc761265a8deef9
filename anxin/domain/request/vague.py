"""Words that say nothing a reviewer could use, told from terse words that do.

A text says something if anything is left of it once everything has been taken away that everybody
writes who is unhappy: the thing, that it is bad, that the money shall come back, the small words
between. An error code, an amount or a name is left, so "激活提示1003" passes and "商品不行" does
not. Nothing here is learnt or guessed: the lists are below, and a false alarm is mended by a line.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_THINGS: Final = """
商品 产品 东西 宝贝 货 卡密 卡号 卡片 卡 密码 兑换码 激活码 订单 单子 这单 这笔 会员 话费 流量
点券 充值 服务 账号 账户 店家 商家 卖家 客服 平台 你们家 你们 你家 他们 他家 店铺 质量
""".split()
_BAD: Final = """
打不开 不能用 不能使用 不可以用 不可用 不好用 用不了 使用不了 用不成 没法用 无法使用 没用 不行
不能 不可以 不好 不对 不对劲 有问题 出问题 出现问题 问题 坏的 坏了 坏 差劲 太差 很差 差 垃圾 烂
骗人 骗子 骗钱 骗 假的 假货 假 坑人 坑 黑店 无效 失效 无法激活 激活不了 激活失败 不能激活 没有激活
未激活 失败 错误 报错 异常 故障 错了 不满意 不喜欢 不想要 不想 不要 后悔 失望 无语 服了 离谱 恶心
气死 生气 没收到 未收到 收不到 没到账 未到账 没到 未到 不到账 没有到账 没有收到 没来 没发货 没发
没给 没有给 没有 太晚 太慢 晚了 慢 迟 部分未到账 发错种类或面值 发错 与描述不符 描述不符
跟描述不一样 和描述不一样 不一样 不一致 不符合 不符 质量问题 质量差 充值错误 充错账号 充错了 充错
充值失败 拍错 买错 重复下单 重复付款 重复 选错支付方式 价格变动 降价 游戏停服 停服 维护
系统故障重复充值 系统故障 无理由退款 无理由 到账太晚 用过 种类 面值 区服
""".split()
_WISHES: Final = """
申请退款 全额退款 给我退款 我要退款 要求退款 退款 退钱 退货 退单 退我 退了 退掉 退回来 退回 退
赔钱 赔偿 赔 还钱 还我钱 钱 快点 快一点 尽快 赶紧 赶快 马上 立刻 立即 急急急 急 处理一下 处理
解决一下 解决 帮忙 帮我 帮 谢谢 多谢 感谢 麻烦 拜托 求求 求 请 投诉 举报 差评 支持 希望 需要 想要
看着办 自己看 看看 看图 如图 见图 如上 同上 你懂的 懂的都懂 不解释 不知道 不清楚 没什么 其他 其它
原因 说明 备注 测试 test 无 没 有 是
""".split()
_BETWEEN: Final = """
什么都 什么 怎么 怎样 为什么 为啥 咋 啥 这个 那个 这样 那样 这 那 哪 一个 一张 一下 一直 一点 一
个 张 我的 我们 我 你 您 他 她 它 的 地 得 了 着 过 啊 阿 吧 呢 呀 吗 嘛 哦 噢 哎 唉 嗯 额 呃 哈
啦 咯 喂 嘿 很 非常 特别 太 真的 真 好 都 全部 全 就 就是 也 还 还是 又 再 才 只 但是 但 可是 而且
因为 所以 如果 然后 已经 现在 刚刚 刚 今天 在 和 跟 与 或 把 被 让 给 对 到 来 去 上 下 里 不 没有
根本 完全 完 可以 能 会 要 想 用 使用 买的 买 收到 觉得 感觉 知道 情况 时候 东东
""".split()
_ENGLISH: Final = frozenset(
    """
a an the this that it its i my me we you your he they them and or but so very too really just all
is are was were be been am do does did done not no none nothing dont doesnt didnt cant cannot wont
isnt wasnt work works worked working use used using usable useless can could will would should
please pls plz thanks thank refund refunds refunded money back return cancel want need give get
got fix help asap now fast quick quickly hurry bad good terrible awful horrible worst garbage
trash rubbish scam fake broken wrong invalid problem problems issue issues error errors fail fails
failed failure faulty defective card cards code codes product products item items goods order
orders thing things stuff seller shop store service account topup top up top-up activated activate
activation received receive arrived arrive late partly delivered deliver delivery described as
description quality duplicate mistake bought buy by unwanted wanted longer reason price changed
change game outage payment method paid twice system credited wrongly sent send kind denomination
other see picture above same test testing for of to in on at with from unhappy angry disappointed
says say said shows show
""".split()
)
"""What people write in English who are unhappy, apostrophes left out."""

_EMPTY_WORDS: Final = re.compile(
    "|".join(sorted(map(re.escape, {*_THINGS, *_BAD, *_WISHES, *_BETWEEN}), key=len, reverse=True))
)
_HAN: Final = re.compile(r"[\u3400-\u9fff]+")
_LATIN: Final = re.compile(r"[a-z][a-z'-]*")
_FIGURES: Final = re.compile(r"[0-9]+")
_MASHED: Final = re.compile(r"(?:asd|sdf|dfg|fgh|ghj|hjk|jkl|qwe|rty|zxc|xcv|cvb|vbn)+[a-z]{0,3}")
_LEAST_HAN: Final = 2
"""So many characters that are nobody's commonplace make a text say something."""


def vagueness(*, text: str) -> str:
    """Return why a text says nothing; empty if it says something or is empty itself.

    `only_marks`: no letter or figure in it. `repeated`: one thing over and over, or keys pressed at
    random. `says_nothing`: nothing but what everybody writes.

    >>> vagueness(text="商品不行"), vagueness(text="激活提示1003"), vagueness(text="？？？")
    ('says_nothing', '', 'only_marks')
    """
    folded = unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'").strip()
    if not folded:
        return ""
    bare = "".join(char for char in folded if char.isalnum())
    if not bare:
        return "only_marks"
    if _is_repeated(bare):
        return "repeated"
    return "" if _says_something(folded) else "says_nothing"


def _is_repeated(bare: str) -> bool:
    """Whether it is one to three characters over and over, or a row of the keyboard."""
    if len(bare) >= 3:
        for length in (1, 2, 3):
            if len(bare) >= 3 * length or length == 1:
                unit = bare[:length]
                if (unit * (len(bare) // length + 1))[: len(bare)] == bare:
                    return True
    return bool(_MASHED.fullmatch(bare))


def _says_something(folded: str) -> bool:
    figures = any(len(found) >= 2 and len(set(found)) > 1 for found in _FIGURES.findall(folded))
    if figures or _says_something_in_english(folded):
        return True
    rest = _EMPTY_WORDS.sub("", "".join(_HAN.findall(folded)))
    return len(rest) >= _LEAST_HAN


def _says_something_in_english(folded: str) -> bool:
    words = (word.replace("'", "").replace("-", "") for word in _LATIN.findall(folded))
    return any(len(word) >= 3 and word not in _ENGLISH for word in words)
