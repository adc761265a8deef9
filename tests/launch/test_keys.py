"""The site's keys are made once and kept private."""

import base64
import json
from pathlib import Path

from anxin.launch.keys import keep_keys


def test_keys_are_made_at_the_first_run_and_never_change(tmp_path: Path) -> None:
    path = keep_keys(path=tmp_path / "secrets.json")
    first = path.read_text()
    assert keep_keys(path=path).read_text() == first


def test_only_the_owner_reads_the_keys(tmp_path: Path) -> None:
    assert keep_keys(path=tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_a_file_from_before_minors_claims_gets_their_keys_and_keeps_its_own(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    path.write_text(json.dumps({"django_secret_key": "k", "card_keys": {"1": "AA=="}}))
    kept = json.loads(keep_keys(path=path).read_text())
    assert (kept["django_secret_key"], kept["card_keys"]) == ("k", {"1": "AA=="})
    assert len(base64.b64decode(kept["minor_keys"]["1"])) == 32


def test_two_sites_share_no_key(tmp_path: Path) -> None:
    one, other = (
        json.loads(keep_keys(path=tmp_path / name).read_text()) for name in ("one", "other")
    )
    assert all(one[name] != other[name] for name in one)
    assert len(base64.b64decode(one["card_keys"]["1"])) == 32
    assert len(base64.b64decode(one["blind_index_key"])) == 32
