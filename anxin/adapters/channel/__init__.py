"""Payment channels, one folder each."""
