"""What staff give and revoke by hand."""

from tests.e2e.chaos.oracle import Oracle
from tests.e2e.chaos.residents import Gift, Resident
from tests.e2e.chaos.stripe_truth import look
from tests.e2e.chaos.world import ChaosWorld

# Texts of replies that confirm the action: any other reply leaves it open.
GIVEN, ENDED = " has **", "has ended for"


async def give(world: ChaosWorld, resident: Resident) -> bool:
    """Give a plan for free: for some days, or until it is revoked."""
    plan = world.plans[resident.rng.choice(sorted(world.plans))]
    days = resident.rng.choice((None, 3, 10, 30, 30, 60))
    comp = Gift(plan.name, resident.name, world.stamp(), days)
    options: dict[str, object] = {} if days is None else {"days": days}
    world.record.gifts.append(comp)  # first, because its role may come sooner than the reply
    reply = await world.ask(
        world.sandbox.guild.owner,
        "grants give",
        member=resident.person,
        plan=plan.name,
        reason="chaos",
        **options,
    )
    if reply is None or GIVEN not in reply.text:  # no reply, or one about a failure
        world.record.doubtful.add((resident.name, plan.role.id))
        world.did("comp, in doubt", resident, plan.name)
        return True
    world.did("comp", resident, f"{plan.name} {days}: {reply.text[:60]}")
    return True


async def revoke(world: ChaosWorld, resident: Resident) -> bool:
    """Revoke an entitlement of a member, of any kind, if it is their only one."""
    oracle = Oracle(look(world.sandbox.stripe), world.plans, world.record)
    single = oracle.single_rights(resident.name, world.stamp())
    if not single:
        return False
    right = resident.rng.choice(single)
    plan = right.plan
    reply = await world.ask(
        world.sandbox.guild.owner,
        "grants revoke",
        member=resident.person,
        plan=plan.name,
        reason="chaos",
    )
    button = next((each.custom_id for each in reply.buttons), None) if reply else None
    if reply is None or button is None:
        return False
    right.item.revoked_at = world.stamp()
    answer = await world.receive(world.sandbox.guild.owner.click(reply, button))
    if answer is None or ENDED not in answer.text:  # no reply, or one about a failure
        right.item.in_doubt = True
        world.record.doubtful.add((resident.name, plan.role.id))  # later passes moved up or not
        world.did("revoke, in doubt", resident, plan.name)
        return True
    world.did("revoke", resident, f"{plan.name}: {right.expected.why}")
    return True
