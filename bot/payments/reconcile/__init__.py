"""Compares what is stored with Stripe, and repairs what events missed."""
