"""`anxin evidence read FILE…`: one line of JSON for each file, exit status 0 whatever they are."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from PIL import Image

from anxin import wiring
from anxin.cli import main
from anxin.domain.evidence.pieces import PageReading
from tests.adapters.ocr.drawing import draw
from tests.adapters.picture.signing import changed_after_signing, signed

UNCLEAR = {"too_small", "low_scores", "blurred", "no_text"}
ORDER = "7KX9M2PQ4RTV6WYZ8ABCDEFGHJ"


def told(capfdbinary: Any, *files: Path | str) -> list[dict[str, Any]]:
    assert main(["evidence", "read", *map(str, files)]) == 0
    captured = capfdbinary.readouterr()
    return [json.loads(line) for line in captured.out.splitlines()]


@pytest.fixture
def screenshot(tmp_path: Path) -> Path:
    rows = [("订单号", ORDER), ("实付", "¥259.13")]
    return draw(rows, to=tmp_path / "shot.png", wide=900, high=600, size=36)


def test_a_picture_is_read_and_hostile_ones_beside_it_refused(
    screenshot: Path, tmp_path: Path, capfdbinary: Any
) -> None:
    (tmp_path / "empty.png").touch()
    (tmp_path / "page.png").write_text("<html><script>alert(1)</script>")
    answers = told(
        capfdbinary, tmp_path / "empty.png", tmp_path / "page.png", tmp_path / "none.png",
        tmp_path, screenshot,
    )  # fmt: skip
    *refused, good = answers
    assert refused[0]["code"] == "empty"
    assert [one["code"] for one in refused][2:] == ["missing", "no_file"]
    for one in refused:
        assert set(one) == {"file", "error", "code"}
        assert one["error"].endswith(".")
    assert set(good) == {"file", "verdict_clarity", "fields", "findings"}
    assert (good["file"], good["verdict_clarity"]) == (str(screenshot), "clear")
    values = {field["name"]: field["value"] for field in good["fields"]}
    assert values == {"order_no": ORDER, "amount": "259.13"}
    for field in good["fields"]:
        assert set(field) == {"name", "value", "confidence", "box"}
        left, top, right, bottom = field["box"]
        assert 0 <= left < right <= 900
        assert 0 <= top < bottom <= 600
        assert 0 <= field["confidence"] <= 1


def test_fields_of_several_pages_say_on_which_they_stand(
    screenshot: Path, tmp_path: Path, capfdbinary: Any
) -> None:
    blank = draw([], to=tmp_path / "blank.png", wide=400, high=400)
    with ZipFile(tmp_path / "two.zip", "w") as bundle:
        bundle.write(blank, "1.png")
        bundle.write(screenshot, "2.png")
    [answer] = told(capfdbinary, tmp_path / "two.zip")
    assert answer["verdict_clarity"] == "clear"
    assert {field["page"] for field in answer["fields"]} == {2}
    assert [(one["code"], one["page"]) for one in answer["findings"]] == [("no_text", 1)]


def test_what_a_file_says_of_itself_is_found(
    screenshot: Path, tmp_path: Path, capfdbinary: Any
) -> None:
    exif = Image.Exif()
    exif[0x0131] = "Adobe Photoshop 25.0"
    Image.open(screenshot).convert("RGB").save(tmp_path / "edited.jpg", exif=exif)
    Image.effect_noise((600, 400), 90).convert("RGB").save(tmp_path / "photo.jpg")
    claimed = signed((tmp_path / "photo.jpg").read_bytes(), mime="image/jpeg")
    (tmp_path / "claimed.jpg").write_bytes(changed_after_signing(claimed))
    edited, photo, claimed_photo = told(
        capfdbinary, tmp_path / "edited.jpg", tmp_path / "photo.jpg", tmp_path / "claimed.jpg"
    )
    assert edited["findings"] == [
        {"code": "editor_trace", "weight": "hint", "software": "Adobe Photoshop 25.0"}
    ]
    assert {"photo_of_screen"} == {one["code"] for one in photo["findings"]} - UNCLEAR
    codes = {one["code"] for one in claimed_photo["findings"]} - UNCLEAR
    assert codes == {"photo_of_screen", "provenance_broken"}


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (ValueError("no such thing"), "The file cannot be read: no such thing."),
        (
            OSError("page.png holds no picture"),
            "The file cannot be read: page.png holds no picture.",
        ),
        (MemoryError(), "The file cannot be read: MemoryError."),
    ],
)
def test_whatever_happens_to_one_file_the_others_are_answered(
    screenshot: Path,
    capfdbinary: Any,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Exception,
    said: str,
) -> None:
    reader = wiring.page_reader()
    troubles = iter([trouble])

    class Stumbling:
        """A reader that stumbles once."""

        def read(self, *, png: str, cpu_seconds: float) -> PageReading:
            """Read a page, but for the first."""
            for once in troubles:
                raise once
            return reader.read(png=png, cpu_seconds=cpu_seconds)

    monkeypatch.setattr(wiring, "page_reader", Stumbling)
    first, second = told(capfdbinary, screenshot, screenshot)
    assert (first["error"], first["code"]) == (said, "unreadable")
    assert second["verdict_clarity"] == "clear"


def test_reading_needs_no_database_and_no_settings(screenshot: Path) -> None:
    script = (
        "import sys; from anxin.cli import main; "
        f"main(['evidence', 'read', {str(screenshot)!r}]); "
        "sys.exit(any(name.partition('.')[0] in ('django', 'psycopg') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["verdict_clarity"] == "clear"


def test_wrong_usage_is_status_2() -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["evidence", "read"])
