"""Codes: shown to the payer, handed on, redeemed by somebody else."""

import re

from tests.e2e.chaos.residents import Code, Gift, Resident
from tests.e2e.chaos.world import ChaosWorld

BUTTON = "lyceum:codes:"
SHAPE = re.compile(r"`([0-9A-Z]{5}(?:-[0-9A-Z]{5}){3})`")
GOOD = "Code redeemed"
USED = "That code has already been used"
USED_BY_ONESELF = "You've already used that code"
DEAD = ("That code was replaced", "You've already redeemed a code", "All seats")


async def show_codes(world: ChaosWorld, resident: Resident) -> bool:
    """Have new codes shown for seats or gifts; earlier ones then stop working."""
    if not any(_hands_on(world, resident)):
        return False
    status = await world.ask(resident.person, "membership status")
    buttons = [] if status is None else [each.custom_id or "" for each in status.buttons]
    offered = [each for each in buttons if each.startswith(BUTTON)]
    if status is None or not offered:
        return False
    button = resident.rng.choice(offered)
    shown = await world.receive(resident.person.click(status, button))
    source = button.removeprefix(BUTTON)
    session = next(
        purchase.session_id
        for purchase in world.record.purchases.values()
        if source in (purchase.session_id, _subscription(world, purchase.session_id))
    )
    if shown is not None:
        fresh = [Code(text, session) for text in SHAPE.findall(shown.text)]
        kept = [code for code in world.record.codes if code.session_id != session or code.tried_by]
        world.record.codes[:] = kept + fresh
        world.did("see codes", resident, f"{len(fresh)} of {session}")
    return True


def _hands_on(world: ChaosWorld, resident: Resident) -> list[str]:
    """Return the sessions of purchases that a resident also paid for others."""
    found: list[str] = []
    for purchase in world.record.purchases.values():
        subscription = world.sandbox.stripe.subscriptions.get(
            _subscription(world, purchase.session_id) or ""
        )
        seats = 1 if subscription is None else subscription["items"]["data"][0]["quantity"]
        if purchase.payer == resident.name and (purchase.holder is None or seats > 1):
            found.append(purchase.session_id)
    return found


def _subscription(world: ChaosWorld, session_id: str) -> str | None:
    found: str | None = world.sandbox.stripe.sessions[session_id]["subscription"]
    return found


async def redeem(world: ChaosWorld, resident: Resident) -> bool:
    """Redeem a code that somebody handed on."""
    free = [code for code in world.record.codes if code.tried_by in (None, resident.name)]
    if not free:
        return False
    code = resident.rng.choice(free)
    async with world.locks[code.session_id]:  # so that the order of redeeming is known
        doubt = [one for one in world.record.codes if one.tried_by and one is not code]
        if (
            code not in world.record.codes
            or code.tried_by not in (None, resident.name)  # changed while we waited for the lock
            or any(one.session_id == code.session_id for one in doubt)
        ):
            return False
        await _try(world, resident, code)
    return True


async def resolve_doubts(world: ChaosWorld) -> None:
    """Let residents ask again who never learned whether their code was redeemed."""
    for code in [code for code in world.record.codes if code.tried_by]:
        await _try(world, world.residents[code.tried_by or ""], code)


async def _try(world: ChaosWorld, resident: Resident, code: Code) -> None:
    tried_before = code.tried_at if code.tried_by else None
    code.tried_by, code.tried_at = resident.name, tried_before or world.stamp()
    now = world.stamp()
    reply = await world.ask(resident.person, "membership redeem", code=code.text)
    if reply is None:
        world.did("redeem, unanswered", resident, code.session_id)
        return
    code.tried_by = None
    if reply.text.startswith(GOOD):
        _redeemed(world, resident, code, now)
    elif reply.text.startswith(USED_BY_ONESELF) and tried_before:
        _redeemed(world, resident, code, tried_before)
    else:
        world.did("told off", resident, f"{code.session_id}: {reply.text[:60]}")
        if reply.text.startswith((USED, USED_BY_ONESELF, *DEAD)):
            world.record.codes.remove(code)


def _redeemed(world: ChaosWorld, resident: Resident, code: Code, at: int) -> None:
    record = world.record
    bought = record.purchases[code.session_id]
    seated = _subscription(world, code.session_id) is not None
    earlier = sum(gift.session_id == code.session_id for gift in record.gifts)
    record.codes.remove(code)
    record.gifts.append(
        Gift(
            plan=bought.plan,
            holder=resident.name,
            given_at=at,
            days=world.plans[bought.plan].days,
            session_id=code.session_id,
            seat=earlier + 1 if seated else None,
        )
    )
    world.did("redeem a seat" if seated else "redeem a gift", resident, code.session_id)
