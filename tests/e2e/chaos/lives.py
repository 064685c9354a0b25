"""What a resident may do on an ordinary day, and how often one does it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.e2e.chaos import (
    acts_buying,
    acts_gifts,
    acts_items,
    acts_money_back,
    acts_offers,
    acts_presence,
    acts_staff,
    acts_turns,
)
from tests.e2e.chaos.people import Resident
from tests.e2e.chaos.world import World

AT_ONCE = 12
TRIES = 4


@dataclass(frozen=True, slots=True)
class Act:
    """Something to do; `do` answers whether there was an occasion for it."""

    weight: int
    do: Callable[[World, Resident], Awaitable[bool]]
    away: bool = False  # whether who left can do it as well
    group: str = ""  # played only where it was asked for


ACTS = (
    Act(30, acts_buying.subscribe),
    Act(6, acts_buying.give_to_member),
    Act(6, acts_buying.buy_a_code),
    Act(10, acts_gifts.show_codes),
    Act(12, acts_gifts.redeem),
    Act(4, acts_turns.set_seats, away=True),
    Act(3, acts_turns.cancel_now, away=True),
    Act(5, acts_turns.cancel_later, away=True),
    Act(4, acts_turns.stay_after_all, away=True),
    Act(6, acts_turns.switch, away=True),
    Act(6, acts_turns.pause_collection, away=True),
    Act(4, acts_turns.pause_or_resume, away=True),
    Act(1, acts_turns.vanish_as_customer, away=True),
    Act(6, acts_money_back.refund, away=True),
    Act(5, acts_money_back.dispute, away=True),
    Act(4, acts_staff.give),
    Act(3, acts_staff.revoke),
    Act(6, acts_presence.leave_or_return, away=True),
    Act(4, acts_presence.lose_role_by_hand),
    Act(2, acts_presence.take_up_hobby),
    Act(24, acts_items.add_plan, away=True, group="items"),
    Act(12, acts_items.add_foreign, away=True, group="items"),
    Act(5, acts_items.remove_item, away=True, group="items"),
    Act(6, acts_items.change_seats_often, away=True, group="long"),
    Act(6, acts_offers.put_under_schedule, away=True, group="schedules"),
    Act(2, acts_offers.release_schedule, away=True, group="schedules"),
    Act(8, acts_offers.give_coupon, away=True, group="coupons"),
    Act(2, acts_offers.take_coupons, away=True, group="coupons"),
    Act(5, acts_presence.throw_out, group="gone"),
)
GROUPS = frozenset({act.group for act in ACTS if act.group} | {"mode", "clock"})


async def live(world: World, share: float) -> None:
    """Let a share of all residents each do something, side by side."""
    chosen = [one for one in world.residents.values() if world.dice.random() < share]
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(resident: Resident) -> None:
        async with gate:
            await _do_something(world, resident)

    await asyncio.gather(*(one(resident) for resident in chosen if not resident.bystander))


async def _do_something(world: World, resident: Resident) -> None:
    groups = {"", *world.groups}
    possible = [act for act in ACTS if act.group in groups and (resident.present or act.away)]
    weights = [act.weight for act in possible]
    for act in resident.dice.choices(possible, weights, k=TRIES):
        if await act.do(world, resident):
            return
