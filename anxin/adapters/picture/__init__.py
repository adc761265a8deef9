"""Pictures of strangers: opened in a process that may not grow, recognised and compared."""
