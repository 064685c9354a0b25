"""Published texts: pages to read."""
