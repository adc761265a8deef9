"""Orders: placed, paid, delivered, viewed, completed, closed."""
