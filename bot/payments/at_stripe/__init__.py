"""Stripe's side: the door, what is asked and changed there, and what must be set up."""
