"""Finds items by the words of a topic."""
