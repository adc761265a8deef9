"""Files of keys: made once, whole or not at all, and readable to their owner only."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from sandbox.rsa import new_key


def keep_key(*, path: Path) -> RSAPrivateKey:
    """The private key of a file, made at the first call."""
    if not path.exists():
        pem = new_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        keep_text(path=path, text=pem.decode())
    key = load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, RSAPrivateKey)
    return key


def read_public_key(*, pem: str) -> RSAPublicKey:
    """A public key as `public_pem` writes it."""
    key = load_pem_public_key(pem.encode())
    assert isinstance(key, RSAPublicKey)
    return key


def keep_text(*, path: Path, text: str) -> str:
    """What a file says; it is written with this text only if it is not there yet."""
    if path.exists():
        return path.read_text()
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.touch(mode=0o600)
    unfinished.write_text(text)
    try:
        path.hardlink_to(unfinished)  # unlike a rename, never over what another process made
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
    return path.read_text()


def run_command(*, name: str, about: str | None, prepare: Callable[..., None]) -> None:
    """The command of a partner's keys: `--data FOLDER`, and `--shop FOLDER` or <data>/shop."""
    parser = argparse.ArgumentParser(prog=name, description=about)
    parser.add_argument("--data", type=Path, required=True, help="the sandbox's folder")
    parser.add_argument("--shop", type=Path, help="the shop's folder; otherwise <data>/shop")
    given = parser.parse_args()
    prepare(data=given.data, shop=given.shop or given.data / "shop")
