"""Replays a server's history to measure recommendations, and fits their constants."""
