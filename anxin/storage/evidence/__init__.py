"""What buyers send as evidence, and what was read and found on it."""
