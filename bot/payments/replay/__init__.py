"""Recompute all entitlements and compare them with what is stored."""
