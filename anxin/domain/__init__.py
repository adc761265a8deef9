"""Pure rules: what is allowed, owed and due. No clock, no I/O, no Django, no randomness."""
