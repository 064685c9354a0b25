"""Checks that no role is ever given before its payment is confirmed."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator

from tests.e2e.chaos.oracle import Oracle
from tests.e2e.chaos.stripe_truth import look
from tests.e2e.chaos.world import ChaosWorld

DONE = 204


class GrantWatch:
    """Checks each role request against Stripe's state at the moment of its response."""

    def __init__(self, world: ChaosWorld) -> None:
        self._world = world
        self._seen = 0
        self.grants = 0

    @contextlib.asynccontextmanager
    async def watching(self) -> AsyncGenerator[None]:
        """Watch during the block."""
        task = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _watch(self) -> None:
        requests = self._world.sandbox.discord.requests
        while True:
            await requests.wait_for_more(self._seen)
            self.look()

    def look(self) -> None:
        """Check the role requests since the last call."""
        requests = self._world.sandbox.discord.requests
        fresh = requests.since(self._seen)
        self._seen += len(fresh)
        given = [
            request.path.split("/")
            for request in fresh
            if request.matches("PUT", "*/members/*/roles/*") and request.status == DONE
        ]
        if not given:
            return
        world = self._world
        oracle = Oracle(look(world.sandbox.stripe), world.plans, world.record)
        names = {resident.person.id: resident.name for resident in world.residents.values()}
        for *_, user_id, _, role_id in given:
            self.grants += 1
            name = names[int(user_id)]
            if not oracle.ever_paid(name, int(role_id)):
                world.wrongs.append(f"{name} was given role {role_id} before any payment for it")
