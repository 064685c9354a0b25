"""All that talks to Stripe's API."""
