"""All of bot/ that imports discord.py: client, members, channels and permissions."""
