"""Evidence: sent from the form or the progress page, seen by whom it concerns."""
