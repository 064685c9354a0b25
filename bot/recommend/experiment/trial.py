"""What the recommender asks of the experiment: which group a member is in, and what rests."""

from collections.abc import Collection, Mapping
from typing import Protocol

from bot.recommend.experiment.assignment import Arm


class Experiment(Protocol):
    """Who gets what, and what they have had enough of."""

    def arm_of(self, guild_id: int, user_id: int) -> Arm:
        """Return a member's group."""
        ...

    async def fatigued(
        self, guild_id: int, user_ids: Collection[int]
    ) -> Mapping[int, Collection[int]]:
        """Return by member our numbers of the items that they were shown often enough for now."""
        ...


class NoExperiment:
    """No experiment: everybody gets their taste, and nothing is remembered."""

    def arm_of(self, _guild_id: int, _user_id: int) -> Arm:
        """Return the one group there is."""
        return "taste"

    async def fatigued(
        self, _guild_id: int, _user_ids: Collection[int]
    ) -> Mapping[int, Collection[int]]:
        """Return nothing."""
        return {}
