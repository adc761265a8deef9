"""Where staff and merchants work."""
