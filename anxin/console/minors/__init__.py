"""Minors' claims for seniors: a queue by deadline, one claim, one look at what is sealed."""
