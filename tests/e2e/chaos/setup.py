"""Sets up a run: the plans on sale, and the people who join."""

from random import Random

from tests.e2e.chaos.residents import Plan, Resident, SoldContent
from tests.e2e.chaos.world import ChaosWorld

# A second price of a plan: members switch between intervals, and press both buttons at once.
FURTHER_PRICES = {"Monthly": ("quarter", "25.00"), "Weekly": ("month", "11.00")}


def plans_of(world: ChaosWorld) -> list[Plan]:
    """Return the plans: every interval, trials, passes, a shared role, all policies."""
    make = world.sandbox.guild.create_role
    pro, gold, lean, life, passing = (
        make(name) for name in ("Professional", "Gold", "Lean", "Life", "Passing")
    )
    return [
        Plan("Monthly", pro, "month", 900, grace_days=3),
        Plan("Weekly", lean, "week", 300, grace_days=4),
        Plan("Yearly", pro, "year", 9000, grace_days=10),
        Plan("Trial", gold, "month", 1500, trial_days=14),
        Plan("Taster", gold, "month", 1600, trial_days=5, trial_card=False),
        Plan("Strict", lean, "month", 700, grace_days=0, on_partial_refund="revoke"),
        Plan("Lenient", lean, "year", 7000, on_refund="keep"),
        Plan("Lifetime", life, "once", 30000),
        Plan("Month pass", passing, "once", 1200, days=30),
        Plan("Week pass", passing, "once", 400, days=7, on_partial_refund="revoke"),
        Plan("Talk", SoldContent(-1, "Talk"), "once", 900),
        Plan("Talk for a month", SoldContent(-2, "Talk for a month"), "once", 500, days=30),
    ]


async def put_on_sale(world: ChaosWorld) -> None:
    """Add all plans as the guild's owner."""
    for plan in plans_of(world):
        world.plans[plan.name] = plan
        if isinstance(plan.role, SoldContent):
            await _put_into_shop(world, plan)
            continue
        reply = await world.ask(world.sandbox.guild.owner, "plan add", **_options(plan))
        assert reply is not None, f"nobody added {plan.name}"
        assert "on sale" in reply.text, reply.text
    for name, (interval, amount) in FURTHER_PRICES.items():
        further = {"plan": name, "interval": interval, "amount": amount, "currency": "EUR"}
        reply = await world.ask(world.sandbox.guild.owner, "plan price add", **further)
        assert reply is not None, f"nobody priced {name}"


async def _put_into_shop(world: ChaosWorld, plan: Plan) -> None:
    """Sell a content by itself; they are numbered as they are made."""
    owner = world.sandbox.guild.owner
    made = await world.ask(owner, "catalogue add", kind="session", title=plan.name)
    assert made is not None
    published = await world.receive(owner.click(made, "Publish"))
    assert published is not None
    assert "Published" in published.text, published.text
    options: dict[str, object] = {"content": str(-plan.role.id), "currency": "EUR"}
    options |= {} if plan.days is None else {"days": plan.days}
    amount = f"{plan.amount / 100:.2f}"
    priced = await world.ask(owner, "catalogue price", amount=amount, **options)
    assert priced is not None
    assert plan.name in priced.text, priced.text


def _options(plan: Plan) -> dict[str, object]:
    options: dict[str, object] = {
        "name": plan.name,
        "role": plan.role,
        "amount": f"{plan.amount / 100:.2f}",
        "currency": "EUR",
        "interval": plan.interval,
        "trial_days": plan.trial_days,
        "grace_days": plan.grace_days,
        "trial_card": "yes" if plan.trial_card else "no",
        "on_refund": plan.on_refund,
        "on_partial_refund": plan.on_partial_refund,
    }
    return options if plan.days is None else options | {"days": plan.days}


async def settle_in(world: ChaosWorld, count: int, seed: int) -> None:
    """Let people join: most to act, a few with roles given by hand."""
    guild = world.sandbox.guild
    for number in range(count):
        name = f"resident{number:03}"
        person = guild.join(name)
        resident = Resident(person, Random(f"{seed}:{name}"))  # noqa: S311 random actions
        resident.bystander = number % 20 == 0
        if resident.bystander:
            plans = sorted(world.plans.values(), key=lambda p: p.name)
            role = resident.rng.choice(
                [plan.role for plan in plans if not isinstance(plan.role, SoldContent)]
            )
            guild.give_role(person, role)
            resident.by_hand.add(role.id)
        world.residents[name] = resident
