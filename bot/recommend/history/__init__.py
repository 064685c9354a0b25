"""Reads Discord's history: after downtime, and when the bot joins a server."""
