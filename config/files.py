"""Where evidence is kept: a folder, or a bucket of any store that speaks S3."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TIMEOUT_S = 20


def evidence_storage(environ: Mapping[str, str], *, apart: str = "") -> dict[str, Any]:
    """Return the entry of Django's STORAGES that the environment asks for (config.settings).

    `apart`: a place of its own beside evidence, for what is kept under other keys and rules.
    """
    bucket = environ.get("ANXIN_EVIDENCE_S3_BUCKET")
    if not bucket:
        return _folder(environ, apart or "evidence")
    entry = _bucket(bucket, environ)
    if apart:
        entry["OPTIONS"]["location"] = apart
    return entry


def _folder(environ: Mapping[str, str], name: str) -> dict[str, Any]:
    """A folder that nobody else on the machine may read, and that no web server knows."""
    data = Path(environ.get("ANXIN_DATA") or ROOT / ".data" / "run")
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": str(data.absolute() / name),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }


def _bucket(bucket: str, environ: Mapping[str, str]) -> dict[str, Any]:
    """A private bucket. Objects get no ACL: without one they are private, and stores that know
    none (AWS's default since 2023) refuse to be given one."""
    from botocore.config import Config

    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": environ.get("ANXIN_EVIDENCE_S3_ENDPOINT") or None,
            "region_name": environ.get("ANXIN_EVIDENCE_S3_REGION") or None,
            "default_acl": None,
            "querystring_auth": False,
            "file_overwrite": False,
            # Should the bucket ever be opened by mistake, browsers still show nothing of it.
            "object_parameters": {
                "ContentType": "application/octet-stream",
                "ContentDisposition": "attachment",
            },
            "client_config": Config(
                signature_version="s3v4",
                connect_timeout=TIMEOUT_S,
                read_timeout=TIMEOUT_S,
                # Checksums in trailers, AWS's newest default, are unknown to most other stores.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                s3={"addressing_style": environ.get("ANXIN_EVIDENCE_S3_ADDRESSING") or "auto"},
            ),
        },
    }
