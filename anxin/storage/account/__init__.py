"""People who log in: buyers, merchants' people and staff."""
