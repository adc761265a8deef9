"""What a reviewer reads about reused and edited pictures, one plain sentence each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Texts = Mapping[str, tuple[str, str]]

_TEXTS: Final[Texts] = {
    "reused_file": (
        "与凭证 {reference} 是同一个文件。",
        "The very file of evidence {reference}.",
    ),
    "reused_picture": (
        "与凭证 {reference} 是同一张图片，可能经过压缩、裁剪、翻拍或涂画。",
        "The same picture as evidence {reference}, perhaps compressed, cropped, photographed "
        "or drawn on.",
    ),
    "reused_token": (
        "{field} {value} 在凭证 {reference} 里也出现过。",
        "The {field} {value} also stands on evidence {reference}.",
    ),
    "edited_copy": (
        "与凭证 {reference} 是同一页面，但{field}从 {was} 变成了 {now}。",
        "The same page as evidence {reference}, but its {field} was {was} and is {now} here.",
    ),
    "marked_copy": (
        "与凭证 {reference} 相比，这里被涂画、遮挡或改动过；所读出的内容没有变化。",
        "Compared with evidence {reference} something was drawn, covered or changed here; "
        "what could be read is the same.",
    ),
    "photo_of_screen": (
        "像是翻拍的屏幕或相机照片，有疑问时可请买家补充原始截图。",
        "Looks like a photo of a screen or of a camera; ask for the screenshot itself if in doubt.",
    ),
    "editor_trace": (
        "文件自己写明经过修图软件 {software}；仅供参考。",
        "The file names the picture editor {software}; a weak sign only.",
    ),
    "camera_on_screenshot": (
        "画面像截图，文件却写着相机 {camera}；仅供参考。",
        "Looks like a screenshot, yet the file names the camera {camera}; a weak sign only.",
    ),
    "provenance_broken": (
        "文件带有来源签名（C2PA），但签名与内容对不上；仅供参考。",
        "The file carries a signature of its origin (C2PA) that does not fit its content; "
        "a weak sign only.",
    ),
    "machine_made": (
        "文件自己写明由 {generator} 生成；仅供参考。",
        "The file says that {generator} made it; a weak sign only.",
    ),
}

_FIELDS: Final[Texts] = {
    "order_no": ("订单号", "order number"),
    "trade_no": ("交易号", "trade number"),
    "merchant_no": ("商户单号", "merchant's number"),
    "amount": ("金额", "amount"),
    "time": ("时间", "time"),
    "card_code": ("卡密", "card code"),
    "error_code": ("错误代码", "error code"),
}

CODES: Final = tuple(_TEXTS)


def belief_text(*, code: str, params: Mapping[str, str], language: str) -> str:
    """Write a finding about reuse or editing in a language (`zh` or `en`).

    Raises KeyError for a code of none of CODES, or without what its sentence needs.
    """
    english = language == "en"
    words = dict(params)
    if "field" in words:
        words["field"] = _FIELDS.get(words["field"], (words["field"],) * 2)[english]
    return _TEXTS[code][english].format_map(words)
