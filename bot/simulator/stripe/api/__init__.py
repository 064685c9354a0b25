"""Stripe's REST API: keys, parameters, idempotency, and a file per kind of object."""
