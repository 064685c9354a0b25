"""Parses the fields of Stripe's objects, and writes their metadata. Pure."""
