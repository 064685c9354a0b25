"""Stripe, simulated on loopback."""

from bot.simulator.stripe.behaviour.charging import Card
from bot.simulator.stripe.mode import Endpoint, Mode, Paid
from bot.simulator.stripe.simulator import StripeSimulator
from bot.simulator.stripe.webhooks.delivery import Attempt, RetrySchedule

__all__ = ["Attempt", "Card", "Endpoint", "Mode", "Paid", "RetrySchedule", "StripeSimulator"]
