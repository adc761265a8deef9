"""Signed JSON over HTTP, as issuers of cards and suppliers of top-ups speak it here."""
