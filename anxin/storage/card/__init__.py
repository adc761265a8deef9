"""Card secrets, sealed."""
