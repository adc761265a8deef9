"""Sampled checks and practice: drawn every day, graded, answered, judged; nothing here decides."""
