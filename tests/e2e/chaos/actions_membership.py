"""Members join and leave, and admins change roles by hand."""

from tests.e2e.chaos.residents import Resident, SoldContent
from tests.e2e.chaos.world import ChaosWorld


async def leave_or_return(world: ChaosWorld, resident: Resident) -> bool:
    """Leave the guild, whatever is paid for; or return."""
    if resident.bystander or world.record.in_doubt(resident.name):
        return False
    if resident.present:
        resident.person.leave()
        resident.by_hand.clear()
        world.did("leave", resident)
    else:
        world.sandbox.guild.join(resident.person)
        world.did("return", resident)
    resident.present = not resident.present
    return True


async def throw_out(world: ChaosWorld, resident: Resident) -> bool:
    """Kick a member as an admin, whatever is paid for; they may return later."""
    if resident.bystander or world.record.in_doubt(resident.name):
        return False
    world.sandbox.guild.kick(resident.person)
    resident.by_hand.clear()
    resident.present = False
    world.did("thrown out", resident)
    return True


async def lose_role_by_hand(world: ChaosWorld, resident: Resident) -> bool:
    """Take a plan's role as an admin; the bot gives it back if it is paid for."""
    roles = [
        plan.role
        for plan in world.plans.values()
        if not isinstance(plan.role, SoldContent)
        and resident.present
        and not resident.bystander
        and resident.person.has(plan.role)
    ]
    if not roles:
        return False
    role = resident.rng.choice(roles)
    world.sandbox.guild.take_role(resident.person, role)
    world.did("role taken by hand", resident, role.name)
    return True


async def take_up_hobby(world: ChaosWorld, resident: Resident) -> bool:
    """Give a role that has nothing to do with any plan, as an admin."""
    if not resident.present or resident.person.has(world.hobby):
        return False
    world.sandbox.guild.give_role(resident.person, world.hobby)
    resident.by_hand.add(world.hobby.id)
    world.did("unrelated role given", resident)
    return True
