"""Listens to what members do, for recommendations."""
