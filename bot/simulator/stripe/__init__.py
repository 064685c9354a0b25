"""Simulates Stripe on loopback."""

from bot.simulator.stripe.behaviour.charging import Card
from bot.simulator.stripe.mode import Mode, Paid, RegisteredEndpoint
from bot.simulator.stripe.simulator import StripeSimulator
from bot.simulator.stripe.webhooks.delivery import Attempt, RetrySchedule

__all__ = [
    "Attempt",
    "Card",
    "Mode",
    "Paid",
    "RegisteredEndpoint",
    "RetrySchedule",
    "StripeSimulator",
]
