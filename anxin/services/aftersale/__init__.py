"""After-sale cases: asked for, decided, paid back."""
