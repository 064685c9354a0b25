"""The HTTP endpoint: Stripe's webhook, health, metrics, pages after paying."""
