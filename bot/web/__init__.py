"""The HTTP endpoint: Stripe's webhook, health, metrics, and the pages after paying."""
