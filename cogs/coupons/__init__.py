"""Coupons: staff's commands, and how a discount is written."""
