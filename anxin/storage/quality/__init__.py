"""Sampled checks of people's decisions, and practice."""
