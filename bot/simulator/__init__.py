"""Simulates Discord and Stripe on loopback, stateful and strict."""
