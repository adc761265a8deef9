"""The buyer's site."""
