"""Guardians' claims: begun without login, sealed, decided by a senior, paid as all refunds."""
