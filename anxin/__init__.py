"""Anxin (安心): the marketplace for virtual goods whose after-sales is the best there is."""
