"""Payments: from what Stripe says to what a member is entitled to."""
