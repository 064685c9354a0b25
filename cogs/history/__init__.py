"""Reads the history that the bot missed."""
