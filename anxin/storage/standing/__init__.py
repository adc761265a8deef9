"""How merchants stand: scores, penalties with their history, what deposit is required."""
