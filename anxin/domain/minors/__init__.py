"""Refunds asked for by guardians of minors: caps by age, shares of fault, deadlines, the words.

Nothing here decides: a share is proposed with its reasons, a person decides (reliability.md §4).
"""
