"""How pages look: fonts, sizes, colours and spacing of several apps, drawn by chance."""

from __future__ import annotations

import random
from typing import Final

FONTS: Final = {
    "Noto Sans CJK SC": "fonts-noto-cjk",
    "WenQuanYi Zen Hei": "fonts-wqy-zenhei",
    "WenQuanYi Micro Hei": "fonts-wqy-microhei",
    "Noto Serif CJK SC": "fonts-noto-cjk",
}
"""Family to the Debian package that has it."""

_WEIGHTED: Final = ("Noto Sans CJK SC",) * 4 + ("WenQuanYi Zen Hei", "WenQuanYi Micro Hei") * 2
_COLOURS: Final = {
    "light": (("#f5f5f5", "#ffffff", "#1a1a1a", "#8a8a8a"), ("#fff", "#fff", "#000", "#777")),
    "dark": (("#111111", "#1e1e1e", "#e6e6e6", "#8f8f8f"), ("#000", "#161616", "#ddd", "#888")),
}
_BUBBLES: Final = {"light": ("#95ec69", "#111"), "dark": ("#2f7d4f", "#f2f2f2")}
_ACCENTS: Final = ("#1677ff", "#07c160", "#ff6a00", "#e1251b")


def style_sheet(*, theme: str, page_type: str, chance: random.Random) -> str:
    """Return the CSS of one page."""
    ground, card, ink, pale = chance.choice(_COLOURS[theme])
    family = "Noto Serif CJK SC" if page_type == "email" and chance.random() < 0.3 else ""
    family = family or chance.choice(_WEIGHTED)
    size, line = chance.choice((14, 15, 16)), chance.choice((1.4, 1.5, 1.7))
    own, own_ink = _BUBBLES[theme]
    accent = chance.choice(_ACCENTS)
    return f"""
*{{box-sizing:border-box;margin:0;font-weight:inherit}}
body{{font:{size}px/{line} '{family}',sans-serif;background:{ground};color:{ink};
 padding-bottom:24px;overflow-wrap:anywhere}}
.status{{display:flex;justify-content:space-between;padding:4px 16px;font:12px sans-serif}}
.bar{{padding:10px 16px;text-align:center;font-size:17px}}
.name,.note,.time{{text-align:center;padding:8px 16px}}
.note,.time{{color:{pale};font-size:{size - 2}px}} .name{{font-size:{size + 3}px}}
.big{{text-align:center;font-size:{chance.choice((32, 36, 42))}px;padding:8px;font-weight:600}}
.rows,.stacked,.goods,.text{{background:{card};margin:10px {chance.choice((0, 10, 12))}px;
 padding:6px 16px}}
.rows .row{{display:flex;gap:12px;padding:{chance.choice((4, 7, 9))}px 0;
 {chance.choice(("justify-content:space-between;", "", ""))}}}
.rows .label{{flex:0 0 {chance.choice((88, 100, 110))}px;color:{pale}}}
.rows .value{{text-align:{"right" if chance.random() < 0.5 else "left"};flex:1}}
.stacked .row{{padding:6px 0}} .stacked .label{{display:block;color:{pale};font-size:{size - 2}px}}
.stacked .value{{display:block}}
.goods{{display:flex;justify-content:space-between}}
.input{{margin:12px 16px;padding:10px;border:1px solid {pale};border-radius:6px}}
.button{{margin:14px 16px;padding:9px;text-align:center;background:{accent};color:#fff;
 border-radius:{chance.choice((4, 22))}px}}
.dialog{{margin:24px 36px;padding:18px 16px;background:{card};border-radius:12px;
 text-align:{chance.choice(("center", "left"))};box-shadow:0 0 0 600px #0007;position:relative}}
.dialog p{{padding:4px 0}} .dialog p:first-child{{font-size:17px}}
.dialog p:last-child{{color:{accent};padding-top:12px;text-align:center}}
.left,.right{{display:flex;padding:6px 12px}} .right{{justify-content:flex-end}}
.left span,.right span{{max-width:78%;padding:8px 12px;border-radius:8px;background:{card}}}
.right span{{background:{own};color:{own_ink}}}
"""
