"""Who may do what at which address: the table, what the addresses are about, and the test."""
