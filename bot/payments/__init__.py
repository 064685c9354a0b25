"""Turns Stripe's events into members' entitlements and roles."""
