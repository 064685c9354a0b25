"""Faults of every connection: planned per step, counted when they hit, then ended."""

from collections.abc import Callable
from random import Random

from bot.simulator.faults import Fault, Faults
from tests.e2e.chaos.world import ChaosWorld

ROLES = "*/members/*/roles/*"
ANSWERS = "/interactions/*"


class FaultPlan:
    """Plans random faults. Every kind is drawn many times in a long run."""

    def __init__(self, world: ChaosWorld, rng: Random) -> None:
        self._world = world
        self._rng = rng
        self._planned: list[tuple[str, Fault]] = []
        self._held = False
        self._lines = (self._webhooks, self._stripe, self._discord)

    async def blow(self, strength: float) -> None:
        """Plan some faults: each connection gets one with this probability."""
        for line in self._lines:
            if self._rng.random() < strength:
                line()
        if self._rng.random() < strength / 2:
            await self._gateway()

    def step(self) -> None:
        """End lasting faults: drop hanging connections, send held webhooks in any order."""
        stripe = self._world.sandbox.stripe
        stripe.faults.clear()
        stripe.webhooks.start()
        if self._held:
            stripe.webhooks.release("random", seed=self._rng.randrange(1000))
            self._held = False

    def calm(self) -> None:
        """End all faults, and count how often they hit."""
        self.step()
        sandbox = self._world.sandbox
        for faults in (sandbox.stripe.faults, sandbox.stripe.crashes, sandbox.discord.faults):
            faults.clear()
        sandbox.discord.refuse_gateway(0)
        sandbox.stripe.webhooks.calm()
        for kind, fault in self._planned:
            self._world.figures.faults[kind] += fault.hits
        self._planned.clear()

    def _webhooks(self) -> None:
        webhooks, rng = self._world.sandbox.stripe.webhooks, self._rng
        kind = rng.choice(("duplicated", "dropped", "delayed", "reordered", "never sent"))
        match kind:
            case "duplicated":
                webhooks.duplicate(rng.randrange(2, 4), first=rng.randrange(5, 40))
            case "dropped":
                webhooks.drop(first=rng.randrange(5, 40))
            case "delayed":
                webhooks.delay(rng.uniform(0.1, 1.5), first=rng.randrange(5, 40))
            case "reordered":
                webhooks.hold()
                self._held = True
            case _:
                webhooks.stop()
        self._world.figures.faults[f"webhooks {kind} (spells)"] += 1

    def _stripe(self) -> None:
        rng, stripe = self._rng, self._world.sandbox.stripe
        times = rng.randrange(1, 10)
        plans: tuple[tuple[str, Callable[[Faults], Fault]], ...] = (
            ("500", lambda faults: faults.fail("*", "/v1/*", times=times)),
            ("503", lambda faults: faults.fail("*", "/v1/*", times=times, status=503)),
            ("429", lambda faults: faults.rate_limit(0.1, "*", "/v1/*", times=times)),
            ("answer lost", lambda faults: faults.lose_answer("*", "/v1/*", times=times)),
            (
                "answer lost after creating",
                lambda faults: faults.lose_answer("POST", "/v1/*", times=1),
            ),
            ("slow", lambda faults: faults.delay(0.5, "*", "/v1/*", times=times)),
            ("hanging", lambda faults: faults.hang("*", "/v1/*", times=1)),
        )
        kind, plan = rng.choice((*plans, ("kept 500", _crash)))
        faults = stripe.crashes if kind == "kept 500" else stripe.faults
        self._planned.append((f"Stripe {kind}", plan(faults)))

    def _discord(self) -> None:
        rng, faults = self._rng, self._world.sandbox.discord.faults
        times = rng.randrange(1, 5)
        plans: tuple[tuple[str, Callable[[], Fault]], ...] = (
            ("500", lambda: faults.fail("*", ROLES, times=times)),
            ("503", lambda: faults.fail("*", ROLES, times=times, status=503)),
            ("429", lambda: faults.rate_limit(0.2, "*", ROLES, times=times)),
            ("answer lost", lambda: faults.lose_answer("*", ROLES, times=times)),
            ("502 after work", lambda: faults.lose_answer("*", ROLES, times=times, status=502)),
            ("members 500", lambda: faults.fail("GET", "*/members/*", times=times)),
            ("no answer to a command", lambda: faults.fail("POST", ANSWERS, times=1)),
            ("slow", lambda: faults.delay(0.5, "*", ROLES, times=times)),
        )
        kind, plan = rng.choice(plans)
        self._planned.append((f"Discord {kind}", plan()))

    async def _gateway(self) -> None:
        discord, rng = self._world.sandbox.discord, self._rng
        if not self._world.bot_under_test.up:
            return
        kind = rng.choice(("dropped", "session lost", "refused", "asked to reconnect", "invalid"))
        match kind:
            case "dropped":
                await discord.drop_gateway()
            case "session lost":
                await discord.drop_gateway(resumable=False)
            case "refused":
                discord.refuse_gateway(1)
                await discord.drop_gateway()
            case "asked to reconnect":
                discord.ask_to_reconnect()
            case _:
                discord.invalidate_session()
        self._world.figures.faults[f"gateway {kind}"] += 1


def _crash(faults: Faults) -> Fault:
    return faults.fail("POST", "/v1/*", times=1)
