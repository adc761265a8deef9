"""Orders, what was delivered for them, who viewed it, and what happened."""
