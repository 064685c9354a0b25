"""Takes over the subscriptions and payments of another service on the same Stripe account."""
