"""Taking in what DiscordChatExporter wrote of a server's past, as JSON."""
