"""Stripe's objects as it writes them in API version 2026-10-28.endive, built and not changed."""
