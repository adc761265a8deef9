"""What the process is told by its environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True)
class Settings:
    """Folders, files, the address as others see it, how hasty notices and how slow refunds are."""

    data: Path
    merchant: Path
    origin: str
    ladder_divisor: float
    refund_delay_s: float

    @classmethod
    def read(cls, *, env: Mapping[str, str]) -> Self:
        """The settings of an environment; raises KeyError without SANDBOX_DATA."""
        data = Path(env["SANDBOX_DATA"])
        merchant = env.get("SANDBOX_MERCHANT")
        port = env.get("SANDBOX_PORT", "8100")
        return cls(
            data=data,
            merchant=Path(merchant) if merchant else data / "alipay" / "merchant.json",
            origin=env.get("SANDBOX_ORIGIN", f"http://localhost:{port}").rstrip("/"),
            ladder_divisor=float(env.get("SANDBOX_LADDER_DIVISOR", "1")),
            refund_delay_s=float(env.get("SANDBOX_REFUND_DELAY_S", "1")),
        )
