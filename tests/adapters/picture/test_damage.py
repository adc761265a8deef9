"""Whatever is cut off or changed in a file, it is opened or refused: nothing raises or escapes."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.domain.evidence.pieces import REFUSALS, Unpacked
from tests.adapters.picture import strangers
from tests.adapters.picture.opening import opened

SHOT = strangers.screenshot(size=(120, 200))
HONEST = {
    "a.png": strangers.encoded(SHOT),
    "a.jpg": strangers.photo(),
    "a.webp": strangers.encoded(SHOT, "WEBP"),
    "a.mp4": strangers.video(scenes=1, seconds=0.3, size=(64, 64)),
    "a.pdf": strangers.pdf(),
    "a.zip": strangers.zipped({"a.png": strangers.encoded(SHOT)}),
}


@settings(max_examples=16, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    name=st.sampled_from(sorted(HONEST)),
    kept=st.floats(0.01, 1),
    flips=st.lists(st.tuples(st.floats(0, 1), st.integers(1, 255)), max_size=8),
)
def test_a_file_that_was_cut_or_changed_anywhere_is_opened_or_refused(
    name: str, kept: float, flips: list[tuple[float, int]]
) -> None:
    content = bytearray(HONEST[name])
    content = content[: max(1, int(len(content) * kept))]
    for place, flip in flips:
        content[int(place * (len(content) - 1))] ^= flip
    with TemporaryDirectory() as folder:
        outcome = opened(Path(folder), bytes(content), name=name)
        if isinstance(outcome, Unpacked):
            assert all(Path(page.png).is_file() for page in outcome.pages)
        else:
            assert outcome.code in REFUSALS
        left = {path.name for path in Path(folder).iterdir()}
        assert left == {name, "pages"}
