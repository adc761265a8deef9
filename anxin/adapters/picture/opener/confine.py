"""What the opener may not do, taken from it before it reads a byte of a stranger's file.

Limits of the kernel hold for everything that comes after, also for a library that was made to run
somebody else's code: memory, CPU time, size and number of files, no children, no network, and
nothing written outside the one folder. The last three hold as far as this machine grants them.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from typing import Final

from anxin.domain.evidence.limits import Limits

OPEN_FILES: Final = 64
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
# linux/landlock.h; the numbers of the calls are the same on every architecture.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION: Final = 1
_PATH_BENEATH: Final = 1
_WRITE_FILE, _REMOVE_DIR, _REMOVE_FILE, _MAKE_ANY = 1 << 1, 1 << 4, 1 << 5, 0x7F << 6
_REFER, _TRUNCATE = 1 << 13, 1 << 14


class _Ruleset(ctypes.Structure):
    _fields_ = (("handled_access_fs", ctypes.c_uint64),)


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def confine(*, folder: str, limits: Limits) -> None:
    """Take from this process what opening a file does not need."""
    os.nice(19)
    libc = ctypes.CDLL(None, use_errno=True)
    # Whoever waits for the answer may be killed: then nobody needs it.
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if libc.unshare(_CLONE_NEWNET):
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    _write_only_below(libc, folder)
    for name, most in (
        ("AS", limits.memory_bytes),
        ("CPU", limits.cpu_seconds),
        ("FSIZE", limits.unpacked_bytes),
        ("NOFILE", OPEN_FILES),
        ("CORE", 0),
        # For root this one means nothing.
        ("NPROC", 0),
    ):
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))


def _write_only_below(libc: ctypes.CDLL, folder: str) -> None:
    """Forbid, by Landlock, to write, make or remove anything that is not below a folder."""
    version = libc.syscall(_CREATE_RULESET, None, 0, _ASK_VERSION)
    if version < 1:
        return
    changes = _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_ANY
    changes |= (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    asked = _Ruleset(changes)
    ruleset = libc.syscall(_CREATE_RULESET, ctypes.byref(asked), ctypes.sizeof(asked), 0)
    if ruleset < 0:
        return
    place = os.open(folder, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    rule = _PathBeneath(changes, place)
    if not libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.byref(rule), 0):
        libc.syscall(_RESTRICT_SELF, ruleset, 0)
    os.close(place)
    os.close(ruleset)
