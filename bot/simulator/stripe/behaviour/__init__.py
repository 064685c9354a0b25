"""What happens to money at Stripe: actions change objects and record the events."""
