"""Files: where they are stored, and how members get those that are open to them."""
