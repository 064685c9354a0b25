"""The recommender's interface to the experiment: groups and fatigued items."""

from collections.abc import Collection, Mapping
from typing import Protocol

from bot.recommend.experiment.assignment import Arm


class Experiment(Protocol):
    """Returns members' groups, and the items that they were shown often enough."""

    def arm_of(self, guild_id: int, user_id: int) -> Arm:
        """Return a member's group."""
        ...

    async def fatigued(
        self, guild_id: int, user_ids: Collection[int]
    ) -> Mapping[int, Collection[int]]:
        """Return by member the ids of items that are not to be shown again for now."""
        ...


class NoExperiment:
    """No experiment: all members get recommendations, and nothing is recorded."""

    def arm_of(self, _guild_id: int, _user_id: int) -> Arm:
        """Return the only group."""
        return "taste"

    async def fatigued(
        self, _guild_id: int, _user_ids: Collection[int]
    ) -> Mapping[int, Collection[int]]:
        """Return nothing."""
        return {}
