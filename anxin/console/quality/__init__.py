"""Sampled checks and practice: for checkers, for who was checked, for supervisors."""
