"""Kicks, members who leave, and the button that lets many removals continue."""
