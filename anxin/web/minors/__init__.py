"""未成年人退款: the guardian's way in without login, step by step, and where the claim stands."""
