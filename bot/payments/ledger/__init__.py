"""Turns facts into entitlements by pure rules, without a database or Stripe."""
