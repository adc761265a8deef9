"""Risk and credit: marks noted, accounts assessed, restricted, and heard on appeal."""
