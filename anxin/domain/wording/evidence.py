"""What people read about evidence: why a file was refused and what to do instead."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template
from typing import Final

Texts = Mapping[str, tuple[str, str]]

# ------------------------------------------------------------------------------ files refused

REFUSAL: Final[Texts] = {
    "empty": (
        "文件是空的，里面没有内容。请重新选择一次。",
        "The file is empty. Please choose it again.",
    ),
    "not_accepted": (
        "暂不支持$kind。请上传截图或照片（PNG、JPG、WebP）、视频（MP4、MOV）、PDF，"
        "或装有这些文件的 zip。",
        "We cannot take $kind. Please send a screenshot or photo (PNG, JPG, WebP), a video "
        "(MP4, MOV), a PDF, or a zip of these.",
    ),
    "disguised": (
        "文件的名称和它的内容不是同一种格式。请上传原来的截图、照片、视频或 PDF，不要改后缀。",
        "The file's name says one format and its content is another. Please send the original "
        "screenshot, photo, video or PDF without renaming it.",
    ),
    "too_large": (
        "文件太大了，最多 $limit MB。请发截图而不是原图，或把视频截短一些。",
        "The file is too large: at most $limit MB. Please send a screenshot instead of a photo, "
        "or a shorter video.",
    ),
    "too_many_pixels": (
        "图片的尺寸太大了，最多 $limit 百万像素。请直接截屏，或用手机的普通模式拍照。",
        "The picture has too many pixels: at most $limit million. Please take a screenshot, or "
        "a photo in your phone's normal mode.",
    ),
    "too_thin": (
        "图片又长又窄，看不清里面的内容：长边最多是短边的 $limit 倍。请上传完整的截图，"
        "很长的聊天请分几张截。",
        "The picture is too long and narrow to be read: its long side may be at most $limit times "
        "the short one. Please send whole screenshots, of a very long chat several.",
    ),
    "too_long": (
        "视频太长了，最多 $limit 秒。请只保留能看清问题的那一段。",
        "The video is too long: at most $limit seconds. Please keep only the part that shows the "
        "problem.",
    ),
    "too_many_pages": (
        "页数太多了，最多 $limit 页。请只上传有关的几页，或改为截图。",
        "There are too many pages: at most $limit. Please send only the pages that matter, or "
        "screenshots of them.",
    ),
    "too_many_files": (
        "压缩包里的文件太多了，最多 $limit 个。请分几次上传。",
        "There are too many files in the zip: at most $limit. Please send them in parts.",
    ),
    "damaged": (
        "文件打不开，可能没有传完或已经损坏。请重新上传，还是不行就截图上传。",
        "The file cannot be opened: it may be incomplete or damaged. Please send it again, or "
        "send a screenshot of it.",
    ),
    "locked": (
        "文件有密码，我们打不开。请去掉密码，或截图上传。",
        "The file has a password, so we cannot open it. Please remove the password, or send a "
        "screenshot.",
    ),
    "nested": (
        "压缩包里还有压缩包。请解压后直接上传里面的文件。",
        "There is an archive inside the archive. Please unpack it and send the files themselves.",
    ),
    "bomb": (
        "文件展开后会大得不正常，我们没有打开它。请改为上传截图。",
        "Opened, this file would grow beyond all measure, so we did not open it. Please send a "
        "screenshot instead.",
    ),
    "took_too_long": (
        "文件太复杂，我们没能及时打开。请改为上传截图，或短一些的视频。",
        "The file is too complex: we could not open it in time. Please send a screenshot or a "
        "shorter video instead.",
    ),
    "altered": (
        "我们保存的文件和你上传时不一样了，所以没有读它。这不是你的问题，请重新上传一次。",
        "The file that we kept is no longer the one you sent, so we did not read it. This is our "
        "fault, not yours: please send it again.",
    ),
}

KIND: Final[Texts] = {
    "": ("这种文件", "this kind of file"),
    "gif": ("GIF 动图（请截图上传）", "GIFs (send a screenshot of it)"),
    "heic": (
        "HEIC 照片（可在「设置 > 相机 > 格式」选「兼容性最佳」后重拍，或截图上传）",
        "HEIC photos (choose “Most Compatible” under Settings > Camera > Formats and take it "
        "again, or send a screenshot)",
    ),
    "svg": ("SVG 图片", "SVG pictures"),
    "html": ("网页文件（请截图上传）", "web pages (send a screenshot)"),
    "text": ("文本文件（请截图上传）", "text files (send a screenshot)"),
    "office": ("Office 文档（请导出为 PDF）", "office documents (export as PDF)"),
    "program": ("程序", "programs"),
    "archive": ("这种压缩包（请改用 zip）", "this kind of archive (use zip)"),
    "audio": ("录音", "sound recordings"),
    "video": ("这种视频格式（请改用 MP4）", "this video format (use MP4)"),
    "picture": ("这种图片格式（请截图上传）", "this picture format (send a screenshot)"),
}
"""What is not taken, with the way out where there is a shorter one."""

_MEMBER: Final = ("压缩包里的「$member」：", "“$member” in the zip: ")


def refusal(*, code: str, params: Mapping[str, str], language: str) -> str:
    """Say why a file is refused and what to do instead.

    `params` are those of `Unusable`: `kind`, `limit`, and `member`, which names the file in an
    archive and was written by a stranger.
    """
    english = language == "en"
    kind = KIND.get(params.get("kind", ""), KIND[""])[english]
    sentence = Template(REFUSAL[code][english]).substitute({"limit": "", **params, "kind": kind})
    return _where(params.get("member", ""), english) + sentence


def _where(member: str, english: bool) -> str:
    return Template(_MEMBER[english]).substitute(member=member) if member else ""
