"""What minors' papers need of the outside world: keys and a place of their own."""

from __future__ import annotations

from dataclasses import dataclass

from anxin.domain.evidence.outside import FileStore
from anxin.domain.outside import SecretBox


@dataclass(frozen=True, slots=True)
class Vault:
    """A key ring that opens nothing else, and a store that holds nothing else."""

    box: SecretBox
    files: FileStore
