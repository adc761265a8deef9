"""Everyone's turn in a case: what buyer, merchant, arbiter and clock may do, one file each."""
