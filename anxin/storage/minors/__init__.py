"""Guardians' claims for minors: what they say and show is sealed, every look at it is a row."""
