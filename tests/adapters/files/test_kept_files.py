"""Files are kept under their keys, for nobody else to read, and never written over."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from django.core.files.storage.handler import StorageHandler

from anxin.adapters.files import KeptFiles
from anxin.domain.evidence.outside import StoreFailed
from config.files import evidence_storage

S3 = os.environ.get("ANXIN_TEST_S3_ENDPOINT", "")
"""A store that speaks S3, with a bucket `anxin-test`: the same contract is then tried there."""


def kept_in(environ: dict[str, str]) -> KeptFiles:
    """The store that an environment asks for."""
    return KeptFiles(StorageHandler().create_storage(evidence_storage(environ)))


@pytest.fixture(params=["folder", "s3"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[KeptFiles]:
    """Each kind of store."""
    if request.param == "folder":
        yield kept_in({"ANXIN_DATA": str(tmp_path)})
    elif not S3:
        pytest.skip("no S3 store to try: ANXIN_TEST_S3_ENDPOINT")
    else:
        yield kept_in({"ANXIN_EVIDENCE_S3_BUCKET": "anxin-test", "ANXIN_EVIDENCE_S3_ENDPOINT": S3})


def new_key() -> str:
    """A key that no file has."""
    return f"evidence/ab/{uuid4().hex}.png"


def content_of(files: KeptFiles, key: str) -> bytes:
    """What a file holds."""
    with files.open(key=key) as file:
        return file.read()


def test_a_file_comes_back_as_it_was_given(files: KeptFiles) -> None:
    key, content = new_key(), os.urandom(300_000)
    files.put(key=key, file=io.BytesIO(content))
    assert content_of(files, key) == content


def test_a_key_that_is_taken_keeps_its_file(files: KeptFiles) -> None:
    key = new_key()
    files.put(key=key, file=io.BytesIO(b"first"))
    with pytest.raises(StoreFailed, match="taken"):
        files.put(key=key, file=io.BytesIO(b"second"))
    assert content_of(files, key) == b"first"


def test_a_file_that_is_not_there_is_said_to_be_missing(files: KeptFiles) -> None:
    with pytest.raises(StoreFailed):
        files.open(key=new_key())


def test_a_file_that_was_removed_is_gone_and_can_be_removed_again(files: KeptFiles) -> None:
    key = new_key()
    files.put(key=key, file=io.BytesIO(b"x"))
    files.remove(key=key)
    files.remove(key=key)
    with pytest.raises(StoreFailed):
        files.open(key=key)


@pytest.mark.parametrize(
    "key",
    ["", "/", ".", "../a", "a/../../b", "/etc/passwd", "a//b", ".a", "a/.b", "a\\b", "a\0", "a\n"],
)
def test_a_key_that_leads_out_of_the_store_is_a_mistake(tmp_path: Path, key: str) -> None:
    files = kept_in({"ANXIN_DATA": str(tmp_path)})
    for use in (files.open, files.remove):
        with pytest.raises(ValueError, match="is no key"):
            use(key=key)
    with pytest.raises(ValueError, match="is no key"):
        files.put(key=key, file=io.BytesIO(b"x"))


def test_nobody_else_on_the_machine_may_read_a_kept_file(tmp_path: Path) -> None:
    files = kept_in({"ANXIN_DATA": str(tmp_path)})
    files.put(key="evidence/ab/one.png", file=io.BytesIO(b"x"))
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.rglob("*")}
    assert modes == {"evidence": 0o700, "ab": 0o700, "one.png": 0o600}


class FullDisk(io.BytesIO):
    """A file whose second piece meets a full disk."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Hand out one piece, then fail as a write would."""
        if self.tell():
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().read(size)


def test_a_disk_that_is_full_is_a_failure_that_leaves_nothing_half_written(
    tmp_path: Path,
) -> None:
    files = kept_in({"ANXIN_DATA": str(tmp_path)})
    with pytest.raises(StoreFailed, match="No space left"):
        files.put(key="evidence/ab/one.png", file=FullDisk(bytes(200_000)))
    assert [path.name for path in tmp_path.rglob("*.png")] == []


def test_a_store_that_does_not_answer_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    files = kept_in(
        {
            "ANXIN_EVIDENCE_S3_BUCKET": "anxin-test",
            "ANXIN_EVIDENCE_S3_ENDPOINT": "http://127.0.0.1:9",
            "ANXIN_EVIDENCE_S3_REGION": "cn-north-1",
        }
    )
    with pytest.raises(StoreFailed):
        files.put(key=new_key(), file=io.BytesIO(b"x"))
    with pytest.raises(StoreFailed):
        files.open(key=new_key())
    with pytest.raises(StoreFailed):
        files.remove(key=new_key())


def test_evidence_lies_outside_what_is_served(settings: Any) -> None:
    folder = Path(storages["evidence"].location)  # type: ignore[attr-defined]
    assert folder.name == "evidence"
    for served in (settings.STATIC_ROOT, settings.MEDIA_ROOT):
        assert not served or not folder.is_relative_to(served)


def test_a_bucket_is_told_to_keep_files_private_and_to_write_none_over() -> None:
    options = evidence_storage({"ANXIN_EVIDENCE_S3_BUCKET": "evidence"})["OPTIONS"]
    assert options["default_acl"] is None
    assert (options["querystring_auth"], options["file_overwrite"]) == (False, False)
    assert options["object_parameters"]["ContentDisposition"] == "attachment"
