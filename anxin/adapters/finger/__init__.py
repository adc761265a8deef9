"""A finger on a payment page: how the demo shop's buyer pays."""
