"""Recomputes all entitlements and compares them with what is stored."""
