"""Wraps Stripe's API: requests, webhooks and the parsing of its objects."""
