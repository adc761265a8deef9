"""Opens every file of a folder and writes what came of it, with seconds and peak memory.

`python -m bench.unpacking FOLDER…` prints a table; `--made` adds big files made here; `--damage N`
opens N damaged copies of each file instead and says how those ended.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from anxin.adapters.picture.unpacker import JailedUnpacker
from anxin.domain.evidence.pieces import Unpacked, Unusable

if TYPE_CHECKING:
    from PIL import Image

HEADER = "| file | kind | outcome | s | CPU s | MiB |\n| --- | --- | --- | ---: | ---: | ---: |"


@dataclass(frozen=True)
class Measured:
    """One file: what came of it, and what its opener used."""

    outcome: Unpacked | Unusable
    seconds: float
    cpu_seconds: float
    peak_mib: int


def measure(path: str) -> Measured:
    """Open a file. To be called once per process: children are measured all together."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        outcome = JailedUnpacker().unpack(original=path, folder=folder)
        seconds = time.monotonic() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Measured(outcome, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)


def line(name: str, of: Measured) -> str:
    """One line of the table."""
    if isinstance(of.outcome, Unpacked):
        first = of.outcome.pages[0]
        kind, said = of.outcome.media, f"{len(of.outcome.pages)} × {first.width}×{first.height}"
        traces = (first.traces.provenance, first.traces.software, first.traces.camera)
        said += "".join(f", {trace}" for trace in traces if trace not in ("", "none"))
    else:
        kind, said = "", " ".join((of.outcome.code, *of.outcome.params.values()))
    return f"| {name} | {kind} | {said} | {of.seconds:.2f} | {of.cpu_seconds:.2f} | {of.peak_mib} |"


def made(folder: Path) -> Iterator[Path]:
    """Big files as phones make them."""
    from PIL import Image

    grain = Image.frombytes("RGB", (1_000, 1_000), random.Random(7).randbytes(3_000_000))
    for name, size, mode in (
        ("screenshot 1080x2400.png", (1_080, 2_400), "RGB"),
        ("chat 1080x14000.png", (1_080, 14_000), "RGB"),
        ("photo 12 Mpx.jpg", (4_000, 3_000), "RGB"),
        ("photo 48 Mpx.jpg", (8_000, 6_000), "RGB"),
        ("picture 49 Mpx.png", (7_000, 7_000), "RGBA"),
        ("picture 49 Mpx.webp", (7_000, 7_000), "RGBA"),
    ):
        path = folder / name
        # A photo is grain all over, the worst case; a screenshot mostly flat.
        image = grain.resize(size) if path.suffix == ".jpg" else _page(size)
        image.convert(mode).save(path, quality=80, compress_level=1, method=0)
        yield path
    yield _recording(folder / "recording 60 s 1080x2400 30 fps.mp4")


def _page(size: tuple[int, int]) -> Image.Image:
    """A page of an app."""
    from PIL import Image, ImageDraw

    page = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(page)
    for y in range(0, page.height, 80):
        draw.text((60, y), f"Order {y:06} paid 259.13", fill="black", font_size=44)
        draw.rectangle((800, y, 1_000, y + 40), fill=(y % 255, 90, 200))
    return page


def _recording(path: Path) -> Path:
    """A minute of scrolling and standing still, as a phone records it."""
    import av

    page = _page((1_080, 2_400 * 3))
    with av.open(str(path), "w") as container:
        stream = container.add_stream("h264", rate=30, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 1_080, 2_400, "yuv420p"
        for second in range(60):
            for count in range(30):
                top = min(4_700, second * 80 + (count * 80 // 30 if second % 2 else 0))
                shown = page.crop((0, top, 1_080, top + 2_400))
                container.mux(stream.encode(av.VideoFrame.from_image(shown)))  # type: ignore[no-untyped-call]
        container.mux(stream.encode())
    return path


def damaged(content: bytes, chance: random.Random) -> bytes:
    """A copy that is cut short, or has some bytes changed, or both."""
    end = chance.randint(1, len(content)) if chance.random() < 0.5 else len(content)
    copy = bytearray(content[:end])
    for _ in range(chance.choice((0, 1, 4, 32))):
        copy[chance.randrange(len(copy))] ^= chance.randint(1, 255)
    return bytes(copy)


def try_damage(paths: list[Path], times: int, seed: int) -> Counter[str]:
    """Open damaged copies and count how they ended; an exception ends this."""
    chance, ended = random.Random(seed), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            for _ in range(times):
                copy = Path(folder, f"copy{path.suffix}")
                copy.write_bytes(damaged(path.read_bytes(), chance))
                with tempfile.TemporaryDirectory() as pages:
                    outcome = JailedUnpacker().unpack(original=str(copy), folder=pages)
                ended["opened" if isinstance(outcome, Unpacked) else outcome.code] += 1
    return ended


def main() -> None:
    """Read the arguments and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--made", action="store_true")
    parser.add_argument("--damage", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    os.nice(10)
    paths = [path for folder in given.folders for path in sorted(folder.iterdir())]
    if given.damage:
        print(dict(try_damage(paths, given.damage, given.seed)))
        return
    with tempfile.TemporaryDirectory() as folder:
        print(HEADER)
        for path in (*paths, *(made(Path(folder)) if given.made else ())):
            with get_context("spawn").Pool(1) as pool:
                print(line(path.name, pool.apply(measure, (str(path),))), flush=True)


if __name__ == "__main__":
    main()
