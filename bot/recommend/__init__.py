"""Recommends items to members by the signals of what they do."""
