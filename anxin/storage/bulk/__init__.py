"""Many orders in one act: a buyer's batch of requests, an operator's recall."""
