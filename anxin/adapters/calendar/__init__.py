"""Where the working calendar comes from."""
