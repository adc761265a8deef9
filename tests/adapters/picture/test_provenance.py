"""What a claim of origin (C2PA) is worth; one that stands elsewhere is never fetched."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from anxin.adapters.picture.opener import provenance
from anxin.domain.evidence.pieces import Traces
from tests.adapters.picture import strangers
from tests.adapters.picture.opening import unpacked
from tests.adapters.picture.signing import (
    MADE_BY_MACHINE,
    changed_after_signing,
    signed,
    with_another_signature,
)


def a_jpeg() -> bytes:
    """A picture that no program's name stands in."""
    return strangers.encoded(strangers.screenshot(), "JPEG", quality=90)


def traces_of(folder: Path, content: bytes) -> Traces:
    """What the jailed opener finds."""
    [page] = unpacked(folder, content).pages
    return page.traces


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_whole_claim_by_a_signer_whom_nobody_vouches_for_is_unverified(
    tmp_path: Path, kind: str
) -> None:
    content = strangers.encoded(strangers.screenshot(), kind)
    claimed = signed(content, mime=f"image/{kind.lower()}")
    assert traces_of(tmp_path, claimed) == Traces(provenance="unverified")


def test_a_claim_that_a_machine_made_the_picture_names_it(tmp_path: Path) -> None:
    claimed = signed(a_jpeg(), mime="image/jpeg", source=MADE_BY_MACHINE)
    traces = traces_of(tmp_path, claimed)
    assert (traces.provenance, traces.generator) == ("unverified", "Painter")


def test_a_signature_that_is_not_that_of_the_claim_is_broken(tmp_path: Path) -> None:
    claimed = with_another_signature(signed(a_jpeg(), mime="image/jpeg"))
    assert traces_of(tmp_path, claimed).provenance == "broken"


def test_pixels_that_were_changed_after_signing_break_the_claim(tmp_path: Path) -> None:
    claimed = changed_after_signing(signed(a_jpeg(), mime="image/jpeg"))
    assert traces_of(tmp_path, claimed).provenance == "broken"


def test_a_claim_that_stands_elsewhere_is_none(tmp_path: Path) -> None:
    claimed = signed(a_jpeg(), mime="image/jpeg", elsewhere="http://127.0.0.1:9/claim.c2pa")
    assert traces_of(tmp_path, claimed).provenance == "none"


def calls_by(content: bytes, file: Path, port: int, heard: threading.Event) -> bool:
    """Whether reading a claim made somebody call the address in it."""
    claimed = signed(content, mime="image/jpeg", elsewhere=f"http://127.0.0.1:{port}/claim.c2pa")
    file.write_bytes(claimed)
    assert provenance.provenance_of(path=file, kind="jpeg") == {}
    return heard.wait(1)


def test_no_address_in_a_file_is_called_though_the_library_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "cloud.jpg"
    with listening() as (port, heard):
        assert not calls_by(a_jpeg(), file, port, heard)
        monkeypatch.setattr(provenance, "SETTINGS", {})
        assert calls_by(a_jpeg(), file, port, heard), "else this test would prove nothing"


@contextmanager
def listening() -> Iterator[tuple[int, threading.Event]]:
    """A port, and whether anybody called it. Whoever calls is hung up on."""
    heard = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hear() -> None:
            while True:
                try:
                    caller, _ = server.accept()
                except OSError:
                    return
                heard.set()
                caller.close()

        threading.Thread(target=hear, daemon=True).start()
        yield server.getsockname()[1], heard
        server.shutdown(socket.SHUT_RDWR)
