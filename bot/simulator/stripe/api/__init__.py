"""Stripe's REST interface: keys, parameters, idempotency, and a file for each kind of object."""
