"""The buyer's own credit, why it is restricted, and the appeal."""
