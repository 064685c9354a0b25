"""Which roles members should have, and the queue of members to check."""
