"""Presets: what a new server needs to sell a course, a blog or tools."""
