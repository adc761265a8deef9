"""The model: the site's use cases by chance, beside a small reckoning of what must come out."""
