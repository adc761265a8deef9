"""The opener cannot grow, stay, call out, or write where it was not sent."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from anxin.adapters.picture import unpacker as parent
from anxin.adapters.picture.unpacker import JailedUnpacker
from anxin.domain.evidence.limits import LIMITS, Limits
from anxin.domain.evidence.pieces import Unusable
from tests.adapters.picture import strangers

CONFINED = """
import json, sys
from anxin.adapters.picture.opener.confine import confine
from anxin.domain.evidence.limits import Limits
confine(folder=sys.argv[1], limits=Limits(**json.loads(sys.argv[2])))
"""
LIBRARIES = {"PIL", "av", "pypdfium2", "c2pa", "numpy", "django"}


def confined(folder: Path, then: str, limits: Limits = LIMITS) -> subprocess.CompletedProcess[str]:
    """Run code as if a file had made the opener run it."""
    return subprocess.run(
        [sys.executable, "-P", "-c", CONFINED + then, str(folder), json.dumps(asdict(limits))],
        env={"PYTHONPATH": str(parent.ROOT)},
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
        timeout=60,
    )


def kernel_has_landlock() -> bool:
    """Whether the kernel can be asked to forbid writing."""
    return int(ctypes.CDLL(None).syscall(444, None, 0, 1)) >= 1


def may_leave_the_network() -> bool:
    """Whether this machine lets us."""
    asked = subprocess.run(["unshare", "--map-root-user", "--net", "true"], check=False)
    return asked.returncode == 0


@pytest.mark.skipif(not kernel_has_landlock(), reason="the kernel has no Landlock")
def test_it_writes_below_its_folder_and_nowhere_else(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.write_text("kept")
    code = f"""
from pathlib import Path
Path({str(inside)!r}, "page").write_text("x")
for change in (lambda: Path({str(outside)!r}).write_text("lost"),
               lambda: Path({str(outside)!r}).unlink(),
               lambda: Path({str(tmp_path / "new")!r}).mkdir()):
    try:
        change()
    except PermissionError:
        print("forbidden")
"""
    done = confined(inside, code)
    assert (done.stdout.split(), done.stderr) == (["forbidden"] * 3, "")
    assert (outside.read_text(), (inside / "page").read_text()) == ("kept", "x")


@pytest.mark.skipif(not may_leave_the_network(), reason="the machine does not allow it")
def test_it_has_no_network(tmp_path: Path) -> None:
    code = "import socket\nprint([name for _, name in socket.if_nameindex()])\n"
    code += "try:\n    socket.create_connection(('127.0.0.1', 1), 5)\n"
    code += "except OSError as error:\n    print(error.strerror)"
    done = confined(tmp_path, code)
    assert done.stdout.splitlines() == ["['lo']", "Network is unreachable"], done.stderr


def test_it_cannot_grow(tmp_path: Path) -> None:
    small = replace(LIMITS, memory_bytes=300 * 1024 * 1024, unpacked_bytes=1_000)
    code = f"""
from pathlib import Path
try:
    bytearray(400 * 1024 * 1024)
except MemoryError:
    print("memory")
try:
    Path({str(tmp_path)!r}, "big").write_bytes(bytes(2_000))
except OSError as error:
    print(error.strerror)
"""
    done = confined(tmp_path, code, small)
    assert done.stdout.splitlines() == ["memory", "File too large"], done.stderr


def test_it_is_the_last_to_be_served_and_leaves_no_core(tmp_path: Path) -> None:
    code = "import os, resource\nprint(os.nice(0), resource.getrlimit(resource.RLIMIT_CORE))"
    assert confined(tmp_path, code).stdout == "19 (0, 0)\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may always start processes")
def test_it_starts_no_processes(tmp_path: Path) -> None:
    done = confined(tmp_path, "import os\ntry:\n    os.fork()\nexcept OSError:\n    print('alone')")
    assert done.stdout == "alone\n"


def test_it_is_told_nothing_of_our_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    assert spoken(tmp_path, monkeypatch, "import os\nprint(sorted(os.environ))") == (
        0,
        b"['LANG', 'PYTHONPATH']\n",
    )


def test_a_process_that_stays_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "import os, time\nprint(os.getpid(), os.fork(), flush=True)\ntime.sleep(60)"
    began = time.monotonic()
    status, said = spoken(tmp_path, monkeypatch, code, replace(LIMITS, wall_seconds=1))
    assert (status, time.monotonic() - began < 10) == (-9, True)
    pids = said.split()[:2]
    assert len(pids) == 2
    while any(map(is_running, map(int, pids))):
        assert time.monotonic() - began < 20
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """Whether a process works; one that ended may stay listed until somebody asks how."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def spoken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, limits: Limits = LIMITS
) -> tuple[int, bytes]:
    """How a program in the opener's place ended and what it said."""
    return JailedUnpacker(limits=limits)._open(*in_its_place(tmp_path, monkeypatch, code))


def in_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> tuple[str, str]:
    """Put a program in the opener's place; returns a file and a folder for it."""
    modules, folder, original = tmp_path / "modules", tmp_path / "pages", tmp_path / "a.png"
    modules.mkdir()
    (modules / "planted.py").write_text(code)
    folder.mkdir()
    original.write_bytes(b"x")
    monkeypatch.setattr(parent, "OPENER", "planted")
    monkeypatch.setattr(parent, "ROOT", modules)
    return str(original), str(folder)


PAGE = {"number": 1, "width": 1, "height": 1, "png": "/etc/passwd", "shown": "/etc/passwd"}
TRACES = {"software": "", "camera": "", "provenance": "none", "generator": ""}


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "no JSON",
        "[]",
        "null",
        '{"code": "approve"}',
        '{"media": "png", "pages": []}',
        '{"media": "exe", "pages": [{}]}',
        json.dumps({"media": "png", "pages": [PAGE | {"traces": TRACES}]}),
        json.dumps({"media": "png", "pages": [PAGE | {"traces": TRACES}] * 1_000}),
        "[" * 100_000,
    ],
)
def test_an_answer_that_makes_no_sense_is_a_damaged_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    (tmp_path / "answer").write_text(answer)
    code = f"print(open({str(tmp_path / 'answer')!r}).read())"
    original, folder = in_its_place(tmp_path, monkeypatch, code)
    outcome = JailedUnpacker().unpack(original=original, folder=folder)
    assert outcome == Unusable("damaged")


def test_a_page_that_is_a_link_out_of_the_folder_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = json.dumps({"media": "png", "pages": [PAGE | {"traces": TRACES}]})
    code = "import os\nfor name in ('page-001.png', 'page-001.webp'):\n"
    code += f"    os.symlink('/etc/passwd', name)\nprint({told!r})"
    original, folder = in_its_place(tmp_path, monkeypatch, code)
    outcome = JailedUnpacker().unpack(original=original, folder=folder)
    assert outcome == Unusable("damaged")


@pytest.mark.parametrize(("ending", "code"), [("SIGSEGV", "damaged"), ("SIGXCPU", "took_too_long")])
def test_a_crash_is_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, code: str
) -> None:
    program = f"import os, signal\nos.kill(os.getpid(), signal.{ending})"
    original, folder = in_its_place(tmp_path, monkeypatch, program)
    assert JailedUnpacker().unpack(original=original, folder=folder) == Unusable(code)


@pytest.mark.parametrize(
    ("content", "needed"),
    [
        (strangers.encoded(strangers.screenshot()), {"PIL"}),
        (strangers.video(scenes=1), {"PIL", "av"}),
        (strangers.pdf(), {"PIL", "pypdfium2"}),
        (b"MZ" + bytes(90), set()),
    ],
    ids=["png", "mp4", "pdf", "exe"],
)
def test_a_library_is_loaded_only_for_files_that_need_it(
    tmp_path: Path, content: bytes, needed: set[str]
) -> None:
    (tmp_path / "file").write_bytes(content)
    code = f"""
from pathlib import Path
from anxin.adapters.picture.opener.__main__ import answer_for
answer_for(Path({str(tmp_path / "file")!r}), Path({str(tmp_path)!r}), Limits())
print(sorted({{name.partition(".")[0] for name in sys.modules}} & {LIBRARIES!r}))
"""
    assert confined(tmp_path, code).stdout.splitlines()[-1] == str(sorted(needed))
