"""Coupons: discounts that staff make, kept at Stripe as promotion codes."""
