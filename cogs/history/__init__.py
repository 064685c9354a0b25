"""Reads the history of a server that the bot was not there for."""
