"""Discord's limits on what bots send."""
