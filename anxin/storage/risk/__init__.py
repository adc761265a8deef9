"""What links accounts, how they were assessed, and what restricts them."""
