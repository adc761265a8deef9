"""Words that name another reason than the one chosen, in phrases that leave no doubt.

Only phrases in the first person or in the words of an error are taken, and none after a denial: a
buyer is asked whether another reason is meant, so a phrase too few is better than one too many.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_DENIED: Final = re.compile(
    r"(?:不是|并非|没有|并没有|又不是|不是因为|not because|didn't|did not)\s*$"
)
_GAP: Final = r"[^。!?;,，；]{0,6}"
_NOT_DENIED: Final = r"[^。!?;,，；没不]{0,4}"
_PHRASES: Final[tuple[tuple[str, str], ...]] = (
    ("duplicate_order", r"重复下单|下重了|下了两[单次]|多下了一单|拍了两[次单遍]"),
    ("duplicate_order", r"ordered (?:it )?twice|duplicate order|placed (?:it|the order) twice"),
    ("paid_twice", r"重复扣款|重复付款|扣了我?[两2][次遍笔]|付了[两2][次遍]"),
    ("paid_twice", r"charged (?:me )?twice|paid twice|double charge"),
    ("mistake", rf"(?:(?<!给)我|自己|手滑|不小心|手误){_NOT_DENIED}(?:买|拍|选|点|填|下)错"),
    ("mistake", r"\bi (?:bought|ordered|chose|picked|typed|entered) the wrong"),
    ("mistake", r"\bmy (?:own )?mistake"),
    ("unwanted", r"不想要了|不需要了|不想买了|后悔了|改变主意"),
    ("unwanted", r"don'?t (?:want|need) it any ?more|no longer (?:want|need)|changed my mind"),
    ("card_invalid", rf"(?:提示|显示){_GAP}(?:已被?使用|已兑换|已激活|无效|不存在|过期)"),
    ("card_invalid", r"(?:卡密?|激活码|兑换码)(?:无效|失效|激活不了|无法激活|不能激活|兑换不了)"),
    ("card_invalid", r"already (?:been )?(?:used|redeemed|activated)|invalid code|code is invalid"),
    ("partly_delivered", r"[只才就](?:到|收到|充|发|到账)了?\s*[0-9一二两三四五六七八九十]+"),
    ("partly_delivered", r"only (?:got|received) (?:[0-9]+|half|part)"),
    ("wrong_item", r"[发给][我的]?错(?:了|成)|发成了|给我?发的是"),
    ("wrong_item", r"(?:sent|gave) me (?:the wrong|a different)|wrong (?:item|code) (?:was )?sent"),
    ("credited_wrongly", r"充[到错给]了?(?:别人|其他|另一个|错的)"),
    ("not_received", r"(?:一直|还是|至今|根本)(?:没有?|未)(?:收到|到账|发货|充)"),
    ("not_received", r"(?:never|haven'?t|not) (?:yet )?(?:received|arrived|got)"),
)
_POINTERS: Final = tuple((reason, re.compile(phrase)) for reason, phrase in _PHRASES)


def pointed_at(*, text: str) -> tuple[str, ...]:
    """Return the reasons that a text names, each once, in the order of the table.

    >>> pointed_at(text="我不小心买错了区服"), pointed_at(text="不是我买错的，是发错了")
    (('mistake',), ('wrong_item',))
    """
    folded = unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'")
    found = (reason for reason, pattern in _POINTERS if _is_named(pattern, folded))
    return tuple(dict.fromkeys(found))


def _is_named(pattern: re.Pattern[str], text: str) -> bool:
    """Whether the phrase stands there and nothing before it denies it."""
    return any(not _DENIED.search(text[: found.start()]) for found in pattern.finditer(text))
