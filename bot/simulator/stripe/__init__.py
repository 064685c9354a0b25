"""Stripe, simulated on loopback."""

from bot.simulator.stripe.acts.charging import Card
from bot.simulator.stripe.simulator import Endpoint, Paid, StripeSimulator
from bot.simulator.stripe.webhooks.delivery import Attempt, RetrySchedule

__all__ = ["Attempt", "Card", "Endpoint", "Paid", "RetrySchedule", "StripeSimulator"]
