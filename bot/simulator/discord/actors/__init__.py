"""People, guilds and channels that a test or the demo controls."""
