"""What was paid, by which tender, and how much of it went back."""
