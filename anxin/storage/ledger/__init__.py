"""Double-entry postings and wallet balances."""
