"""After-sale cases."""
