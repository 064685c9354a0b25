"""What staff do, on the server of `LargeCatalogue`: reads that concern all offers."""

from collections.abc import Mapping

from bot.services import Services
from tests.bench.growth.measuring import Case

MAX_CHOICES = 25


def interactive(services: Services, guild_id: int) -> Mapping[str, Case]:
    """Return what staff wait for while they type, by name."""
    payments, catalogue = services.payments, services.catalogue
    choices = catalogue.offer_choices
    return {
        "/coupon add, typing a plan": lambda: choices.on_sale(guild_id, "sql re", MAX_CHOICES),
        "/coupon add, nothing typed": lambda: choices.on_sale(guild_id, "", MAX_CHOICES),
        "/grants give, typing a plan": lambda: choices.held(guild_id, "no such name", MAX_CHOICES),
        "/plan add, typing a currency": lambda: payments.plans.currencies(guild_id),
        "/plan edit, typing a plan": lambda: payments.plans.on_sale(guild_id),
        "a name that is not there": lambda: payments.plans.find(guild_id, "Nothing", None),
        "/catalogue edit, typing": lambda: catalogue.contents.find(guild_id, "sql re", MAX_CHOICES),
    }


def seldom(services: Services, guild_id: int) -> Mapping[str, Case]:
    """Return what reads all that it is about, by name."""
    payments = services.payments
    return {
        "/coupon list": lambda: services.catalogue.offer_choices.stripe_products(guild_id),
        "/grants list of a plan": lambda: payments.grants.holders(
            guild_id, plan="Rust Rust 0", kind=None
        ),
        "/grants list": lambda: payments.grants.holders(guild_id, plan=None, kind=None),
        "/catalogue list": lambda: services.catalogue.contents.every(guild_id),
        "cards, every 5 minutes": lambda: services.catalogue.cards.of_guild(guild_id),
        "reminders, hourly": payments.reminders.run,
        "/revenue": lambda: payments.reports.revenue.report(guild_id),
    }
