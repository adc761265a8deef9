"""Tables and reads: one Django app per word, foreign keys pointing only left.

clock | account, merchant, catalog, card, order, payment, ledger, aftersale, refund
"""
