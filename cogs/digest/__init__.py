"""`/digest`, its buttons, and the delivery of digests."""
