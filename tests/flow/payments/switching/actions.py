"""What members and staff do around a switch, in few words."""

from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.plan_prices import PlanPriceService
from bot.payments.plan_request import PriceRequest
from bot.payments.switching.quote import Quote, SwitchResult, Wanted
from bot.payments.switching.service import SwitchService
from bot.scheduling.worker import WakeupEvent
from data.plans import Plan
from data.prices import Price
from tests.flow.conftest import ALICE, GUILD, STAFF, Billing
from tests.flow.payments.lifecycle.scenario import Scenario

PRO, TOP = 40, 41


def service(billing: Billing) -> SwitchService:
    """Return the service on the simulator's Stripe."""
    database, api, time = billing.database, billing.api, billing.api.time
    sync = ObjectSync(database, api, billing.recorder, time)
    entitlements = billing.entitlement_service
    return SwitchService(database, api, sync, entitlements, time, WakeupEvent())


async def add(billing: Billing, plan: str, amount: str, interval: str, currency: str) -> Plan:
    """Sell a plan at a further price."""
    prices = PlanPriceService(billing.database, billing.plans, billing.clock)
    return await prices.add(PriceRequest(GUILD, STAFF, plan, amount, interval, currency))


async def price(billing: Billing, plan: str, months: int, currency: str = "eur") -> Price:
    """Return a price by its plan, length and currency."""
    lengths = {1: ("month", 1), 3: ("month", 3), 12: ("year", 1)}
    found = await billing.plans.named(GUILD, plan)
    (chosen,) = [
        each
        for each in found.prices
        if each.terms[:2] == lengths[months] and each.currency == currency
    ]
    return chosen


async def ask(
    scenario: Scenario, to: Price | None = None, seats: int | None = None, user: int = ALICE
) -> Quote:
    """Ask what a switch of the newest subscription costs."""
    wanted = Wanted(scenario.subscription, to and to.id, seats)
    return await service(scenario.billing).quote(GUILD, user, wanted)


async def switch(
    scenario: Scenario, to: Price | None = None, seats: int | None = None
) -> SwitchResult:
    """Switch the newest subscription."""
    quote = await ask(scenario, to, seats)
    done = await service(scenario.billing).make(GUILD, ALICE, quote)
    await scenario.billing.catch_up()
    return done
