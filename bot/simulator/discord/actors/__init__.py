"""People, guilds and channels in the hands of a test or demo."""
