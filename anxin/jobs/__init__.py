"""Job entry points: each parses its arguments and calls one service."""
