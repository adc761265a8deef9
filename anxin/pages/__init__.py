"""Layout, template tags and translations shared by the buyer's site and the consoles."""
