"""Torture: the site under kills, faults and time, and the verdict over what is left."""
