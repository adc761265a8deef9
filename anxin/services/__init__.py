"""Use cases: load the facts, let the domain decide, save, queue, record. The only writers."""
