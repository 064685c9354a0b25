"""Takes over what another service sold on the same Stripe account."""
