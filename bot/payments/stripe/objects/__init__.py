"""Reads and writes the fields of Stripe's objects. Pure."""
