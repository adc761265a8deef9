"""A supplier of top-ups: credits an account, and gives a receipt for it."""
