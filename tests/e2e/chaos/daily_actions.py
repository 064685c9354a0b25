"""What a resident may do on an ordinary day, and how often."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.e2e.chaos import (
    actions_discounts,
    actions_gifts,
    actions_membership,
    actions_purchases,
    actions_refunds,
    actions_staff,
    actions_subscription_items,
    actions_subscriptions,
    actions_switching,
)
from tests.e2e.chaos.residents import Resident
from tests.e2e.chaos.world import ChaosWorld

AT_ONCE = 12
TRIES = 4


@dataclass(frozen=True, slots=True)
class Act:
    """An action; `do` returns whether there was an occasion for it."""

    weight: int
    do: Callable[[ChaosWorld, Resident], Awaitable[bool]]
    away: bool = False  # whether residents who left can do it as well
    group: str = ""  # only done if the run asks for the group


ACTS = (
    Act(30, actions_purchases.subscribe),
    Act(6, actions_purchases.give_to_member),
    Act(6, actions_purchases.buy_a_code),
    Act(10, actions_gifts.show_codes),
    Act(12, actions_gifts.redeem),
    Act(4, actions_subscriptions.set_seats, away=True),
    Act(3, actions_subscriptions.cancel_now, away=True),
    Act(5, actions_subscriptions.cancel_later, away=True),
    Act(4, actions_subscriptions.stay_after_all, away=True),
    Act(6, actions_subscriptions.switch, away=True),
    Act(6, actions_subscriptions.pause_collection, away=True),
    Act(4, actions_subscriptions.pause_or_resume, away=True),
    Act(1, actions_subscriptions.vanish_as_customer, away=True),
    Act(6, actions_refunds.refund, away=True),
    Act(5, actions_refunds.dispute, away=True),
    Act(4, actions_staff.give),
    Act(3, actions_staff.revoke),
    Act(6, actions_membership.leave_or_return, away=True),
    Act(4, actions_membership.lose_role_by_hand),
    Act(2, actions_membership.take_up_hobby),
    Act(24, actions_subscription_items.add_plan, away=True, group="items"),
    Act(12, actions_subscription_items.add_foreign, away=True, group="items"),
    Act(5, actions_subscription_items.remove_item, away=True, group="items"),
    Act(6, actions_subscription_items.change_seats_often, away=True, group="long"),
    Act(6, actions_discounts.put_under_schedule, away=True, group="schedules"),
    Act(2, actions_discounts.release_schedule, away=True, group="schedules"),
    Act(8, actions_discounts.give_coupon, away=True, group="coupons"),
    Act(2, actions_discounts.take_coupons, away=True, group="coupons"),
    Act(5, actions_membership.throw_out, group="gone"),
    Act(30, actions_switching.switch, group="switches"),
    Act(10, actions_switching.pay_a_change, away=True, group="switches"),
)
GROUPS = frozenset({act.group for act in ACTS if act.group} | {"mode", "clock"})


async def live(world: ChaosWorld, share: float) -> None:
    """Let a share of all residents each do something, concurrently."""
    chosen = [one for one in world.residents.values() if world.rng.random() < share]
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(resident: Resident) -> None:
        async with gate:
            await _do_something(world, resident)

    await asyncio.gather(*(one(resident) for resident in chosen if not resident.bystander))


async def _do_something(world: ChaosWorld, resident: Resident) -> None:
    groups = {"", *world.groups}
    possible = [act for act in ACTS if act.group in groups and (resident.present or act.away)]
    weights = [act.weight for act in possible]
    for act in resident.rng.choices(possible, weights, k=TRIES):
        if await act.do(world, resident):
            return
