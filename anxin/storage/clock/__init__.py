"""The time that deadlines are compared with."""
