"""How a merchant stands (商家信誉): score, penalties and what the system proposes by itself."""
