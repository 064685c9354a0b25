"""Digests: to a channel by schedule, and to members by DM."""
