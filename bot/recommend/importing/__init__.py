"""Imports a server's history from DiscordChatExporter's JSON files."""
