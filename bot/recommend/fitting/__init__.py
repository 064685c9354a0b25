"""Fits the weights of the ranking's terms to a server's own past."""
