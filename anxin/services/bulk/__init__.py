"""Use cases about many orders at once: a buyer's batch of requests, an operator's recall."""
