"""Words that say nothing are told from terse words that do: a table, with few false alarms."""

from __future__ import annotations

import pytest

from anxin.domain.request import vagueness
from anxin.domain.wording import LABELS

SAYS_NOTHING = """
商品不行
东西不好
这个卡用不了
卡密用不了，退钱
用不了！！！
不行
坏了
垃圾
骗人的
有问题
出问题了
质量太差了
卡密无效
无法激活
激活失败
充值失败了
一直没到账
没收到货
请退款谢谢
我要退款
快点退钱！
麻烦处理一下
不能用，给我退了吧
什么垃圾东西，骗子
商家发错了
和描述不符
面值不对
你们家的东西真差
不知道为什么不能用
如图
见图
同上
其他
无
退
1
product is bad
does not work
It doesn't work!!
bad
refund please
I want my money back
the card is broken and useless
not working, fix it
this is a scam
card invalid
Wrong item sent
""".strip().splitlines()

ONLY_MARKS = ("？？？", "。。。", "!!!", "...", "😡😡", "——", "、、")
REPEATED = "啊啊啊啊 111111 退退退退 哈喽哈喽哈喽 123123123 aaaa asdasd qweqwe asdfgh".split()

SAYS_SOMETHING = """
激活提示1003
1003
提示已被使用
报错：该卡已兑换
显示区域不符
Steam 说这张卡是土耳其区的
要的是国服，给的是台服
台服卡
少给了两张
只到了30，买的是50
充值后游戏里没有点券
号码 138 尾号 5678 没有到
登录后会员只有三天
兑换时弹出网络超时
昨晚九点激活的，说密钥格式不符合
盒子压扁了，屏幕有裂纹
快递显示签收，我不在家
描述写全平台通用，实际只能用于手机端
充到老婆号上了
买的月卡发成周卡
到账的是Q币
PSN 港服
里面是空的
验证码一直收不到所以登录不上
扫码后页面空白
卡背面刮开缺了四位
充值记录查不到11月26日这一笔
两小时后才到
error 1003
Code already redeemed
says region locked
got 50 instead of 100
activated at 9pm, message: key not recognised
only 30 of 50 arrived
wrong region: I received Turkey
membership ends tomorrow
screen cracked
charged to somebody's phone
""".strip().splitlines()


@pytest.mark.parametrize("text", SAYS_NOTHING)
def test_what_everybody_writes_says_nothing(text: str) -> None:
    assert vagueness(text=text) == "says_nothing"


@pytest.mark.parametrize("text", ONLY_MARKS)
def test_marks_are_no_words(text: str) -> None:
    assert vagueness(text=text) == "only_marks"


@pytest.mark.parametrize("text", REPEATED)
def test_one_thing_over_and_over_says_nothing(text: str) -> None:
    assert vagueness(text=text) == "repeated"


@pytest.mark.parametrize("text", SAYS_SOMETHING)
def test_terse_but_informative_words_pass(text: str) -> None:
    assert vagueness(text=text) == ""


@pytest.mark.parametrize("reason", LABELS["reason"])
def test_the_name_of_a_reason_says_no_more_than_the_reason(reason: str) -> None:
    for name in LABELS["reason"][reason]:
        for part in (name, *name.replace("（", "/").replace("）", "").split("/")):
            assert vagueness(text=part), part


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_written_is_not_vague(text: str) -> None:
    assert vagueness(text=text) == ""


def test_full_width_and_capitals_make_no_difference() -> None:
    assert vagueness(text="ＤＯＥＳ ＮＯＴ ＷＯＲＫ") == "says_nothing"
    assert vagueness(text="提示１００３") == ""


def test_the_longest_note_is_read_in_no_time() -> None:
    assert vagueness(text="不行" * 100) == "repeated"
    assert vagueness(text="a" * 199 + "b") == ""
