"""All of bot/ that knows Discord: the client, members, channels and permissions."""
