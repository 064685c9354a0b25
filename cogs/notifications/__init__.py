"""Delivers stored notices to members and staff."""
