"""Files as strangers send them: honest, broken and hostile, each made here."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from fractions import Fraction

import av
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

SOFTWARE, GPS, ORIENTATION = 0x0131, 0x8825, 0x0112


def screenshot(*, size: tuple[int, int] = (360, 640), text: str = "Order 259.13") -> Image.Image:
    """A page of an app."""
    image = Image.new("RGB", size, (250, 250, 250))
    draw = ImageDraw.Draw(image)
    for y in range(20, size[1] - 20, 60):
        draw.text((20, y), text, fill=(20, 20, 20), font_size=24)
    return image


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """A picture as a file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photo(*, orientation: int = 1) -> bytes:
    """A phone's photo: red left, blue right, with the place where it was taken."""
    image = Image.new("RGB", (80, 40), "red")
    image.paste("blue", (40, 0, 80, 40))
    exif = Image.Exif()
    exif[SOFTWARE] = "SecretEditor 7"
    exif[0x010F], exif[0x0110] = "HUAWEI", "P60"
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS)[29] = "2026:11:26"
    exif.get_ifd(GPS)[27] = "GPSMARKER"
    return encoded(image, "JPEG", exif=exif, quality=95, comment=b"COMMENTMARKER")


def png_chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    sum_of = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + sum_of


def png_of(*, width: int, height: int) -> bytes:
    """A black PNG of any size in few bytes, written row by row."""
    packer = zlib.compressobj(9)
    rows = [packer.compress(bytes(1 + (width + 7) // 8)) for _ in range(height)]
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", b"".join(rows) + packer.flush())
        + png_chunk(b"IEND", b"")
    )


def png_with_growing_text(*, mebibytes: int) -> bytes:
    """A PNG whose compressed text grows."""
    honest = encoded(screenshot())
    text = b"Comment\0\0" + zlib.compress(bytes(mebibytes * 1024 * 1024), 9)
    at = honest.index(b"IDAT") - 4
    return honest[:at] + png_chunk(b"zTXt", text) + honest[at:]


def zipped(members: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def zip_of_link() -> bytes:
    """An archive whose one member is a symbolic link."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("shot.png")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def locked_zip() -> bytes:
    """An archive whose member is marked as encrypted, in both its places."""
    content = bytearray(zipped({"shot.png": b"nobody can read this"}))
    content[6] |= 1
    content[content.index(b"PK\1\2") + 8] |= 1
    return bytes(content)


def lying_zip() -> bytes:
    """An archive that says that its member is smaller than it is, in both its places."""
    honest = zipped({"shot.png": bytes(3 * 1024 * 1024)})
    size = struct.pack("<I", 3 * 1024 * 1024)
    return honest.replace(size, struct.pack("<I", 90_000))


def pdf(*, pages: int = 1) -> bytes:
    """A document, each page a picture."""
    first, *others = [screenshot(text=f"Page {number}") for number in range(1, pages + 1)]
    return encoded(first, "PDF", save_all=True, append_images=others)


def empty_pdf_pages(*, pages: int, size: tuple[int, int] = (200, 200)) -> bytes:
    """A document of blank pages, `size` in points."""
    document, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    for _ in range(pages):
        document.new_page(*size)
    document.save(out)
    return out.getvalue()


def locked_pdf() -> bytes:
    """A document that asks for a password: a handler of RC4 with sums that fit none."""
    body = pdf()
    at = body.rindex(b"trailer")
    lock = (
        b"999 0 obj\n<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 "
        b"/O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>\nendobj\n"
    )
    start = body.rindex(b"\nxref") + 1
    trailer = body[at:].replace(
        b"<<", b"<< /Encrypt 999 0 R /ID [<" + b"31" * 16 + b"> <" + b"31" * 16 + b">]", 1
    )
    # The table of places is left out: readers then look for objects by themselves.
    return body[:start] + lock + trailer.split(b"startxref")[0] + b"startxref\n0\n%%EOF"


def video(
    *, scenes: int = 3, seconds: float = 1.0, kind: str = "mp4", size: tuple[int, int] = (360, 640)
) -> bytes:
    """A screen recording: scenes of one second, the first frames of each blurred."""
    out = io.BytesIO()
    with av.open(out, "w", format=kind) as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.bit_rate = 2_000_000
        for scene in range(scenes):
            page = screenshot(size=size, text=f"Scene {scene}")
            ImageDraw.Draw(page).rectangle((0, 0, size[0], 60 * (scene + 1)), fill=(0, 90, 200))
            blurred = page.filter(ImageFilter.GaussianBlur(3))
            for count in range(max(2, int(10 * seconds))):
                frame = av.VideoFrame.from_image(  # type: ignore[no-untyped-call]
                    blurred if count < 2 else page
                )
                frame.time_base = Fraction(1, 10)
                container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return out.getvalue()


def sound() -> bytes:
    """A recording without a picture, in a file of videos."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=44_100)
        frame = av.AudioFrame(format="fltp", layout="mono", samples=1_024)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.sample_rate = 44_100
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return out.getvalue()
