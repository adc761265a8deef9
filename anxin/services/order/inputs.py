"""What a buyer typed for a top-up, opened for the merchant who has to use it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from anxin.domain.outside import Outside, Sealed
from anxin.storage.order.queries import OrderRow


def open_inputs(*, order: OrderRow, outside: Outside) -> Mapping[str, str]:
    """Return the order's inputs by name, in the clear; nothing where the product asks for none.

    Raises `SecretLost` where they cannot be opened.
    """
    if order.inputs_sealed is None or order.inputs_key_no is None:
        return {}
    sealed = Sealed(order.inputs_key_no, bytes(order.inputs_sealed))
    opened: dict[str, str] = json.loads(
        outside.secrets.open(sealed=sealed, bound_to=order.no.encode())
    )
    return opened
