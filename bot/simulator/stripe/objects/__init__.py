"""Builds Stripe's objects as of API version 2026-10-28.endive; changes none."""
