"""Measures recommendations on a server's history, and fits their constants."""
