"""What a caller sees of a switch that spoils the way back: nothing for long, or a bare error."""

from __future__ import annotations

import asyncio

from starlette.responses import PlainTextResponse, Response

from sandbox.kinds import HELD_KINDS
from sandbox.switches import Switch


async def spoilt_way(*, switch: Switch | None) -> Response | None:
    """The answer of the machines between, if one of them is in the way."""
    if switch and switch.kind in HELD_KINDS:
        await asyncio.sleep(switch.seconds)
        return PlainTextResponse("504 Gateway Time-out", status_code=504)
    if switch and switch.kind == "error_500_after_commit":
        return PlainTextResponse("500 Internal Server Error", status_code=500)
    return None
