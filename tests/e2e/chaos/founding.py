"""How a run begins: the plans on sale, and the people who move in."""

from random import Random

from tests.e2e.chaos.people import Plan, Resident
from tests.e2e.chaos.world import World


def plans_of(world: World) -> list[Plan]:
    """Return what is sold: every interval, a trial, a shared role, policies of all kinds."""
    guild = world.town.guild
    pro, gold, life, gone = (guild.create_role(name) for name in ("Pro+", "Gold", "Life", "Tough"))
    return [
        Plan("Monthly", pro, "month", 900, grace_days=3),
        Plan("Yearly", pro, "year", 9000, grace_days=10),
        Plan("Trial", gold, "month", 1500, trial_days=14),
        Plan("Lifetime", life, "once", 30000),
        Plan("Strict", gone, "month", 700, grace_days=0),
    ]


async def put_on_sale(world: World) -> None:
    """Let the guild's owner add all plans, whatever is in the way."""
    owner = world.town.guild.owner
    for plan in plans_of(world):
        world.plans[plan.name] = plan
        options = {
            "name": plan.name,
            "role": plan.role,
            "amount": f"{plan.amount / 100:.2f}",
            "currency": "EUR",
            "interval": plan.interval,
            "trial_days": plan.trial_days,
        }
        reply = await world.ask(owner, "plan add", **options)
        assert reply is not None, f"nobody added {plan.name}"
        assert "on sale" in reply.text, reply.text
        edited = await world.ask(owner, "plan edit", plan=plan.name, grace_days=plan.grace_days)
        assert edited is not None, f"nobody edited {plan.name}"


async def settle_in(world: World, count: int, seed: int) -> None:
    """Let people join: most to live their lives, a few as holders of roles given by hand."""
    guild = world.town.guild
    for number in range(count):
        name = f"resident{number:03}"
        person = guild.join(name)
        resident = Resident(person, Random(f"{seed}:{name}"))  # noqa: S311 played lives
        resident.bystander = number % 20 == 0
        if resident.bystander:
            role = resident.dice.choice(sorted(world.plans.values(), key=lambda p: p.name)).role
            guild.give_role(person, role)
            resident.by_hand.add(role.id)
        world.residents[name] = resident
