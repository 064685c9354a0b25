"""Tests of moves of memberships to another account."""
