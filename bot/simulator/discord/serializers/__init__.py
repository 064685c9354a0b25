"""Serializes the state as Discord's JSON."""
