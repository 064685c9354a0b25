"""Licence keys: buyers see theirs and free devices, staff change limits."""
