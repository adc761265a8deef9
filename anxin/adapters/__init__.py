"""The outside world: one folder per provider, each implementing a Protocol that domain defines."""
