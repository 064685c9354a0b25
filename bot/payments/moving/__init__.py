"""Moves memberships to another Discord account, for staff."""
