"""Members who each have a favourite author, so that the true lift of learned weights is known.

First a server lives without recommendations: members meet posts by chance, and join those that they
are willing to join. The weekly job fits weights to that past. Then each member gets one list, and
joins what it shows and the member is willing to join. Whether a member is willing to join a post is
drawn once, by a chance that is `appetite` times as high for a post of the favourite author. So how
much of any list its member would join, in the mean, is known exactly: for the list that a member
gets, and for the one that the same member would get in the other group.
"""

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from bot.recommend.experiment.analysis import ARMS
from bot.recommend.experiment.assignment import Arm, Assignment
from bot.recommend.experiment.impressions import ImpressionLog
from bot.recommend.experiment.report import LiftReport, LiftReportService
from bot.recommend.experiment.windows import ANCHOR
from bot.recommend.learning.fit_stored import fit_history, read_recent
from bot.recommend.learning.request import FitRequest
from bot.recommend.learning.weekly import WeeklyFit
from bot.recommend.ranking.recommendation import Recommendation
from bot.recommend.service import MODEL_VERSION, Recommender
from bot.recommend.weights.service import FittedWeights
from bot.settings import InsightsSettings, RecommendSettings, Settings
from data.engine import Database
from tests.flow.recommend.community import GUILD, Community

AUTHORS = 8  # each posts once a day
DISTRACTIONS = 4  # other posts of a day, each answered at once by strangers
MEMBERS_A_STRANGER = 20
FIRST_MEMBER, FIRST_AUTHOR, FIRST_STRANGER = 100, 900, 100_000
SEEN_DAYS = 7  # a post of the last days is as likely to be met as any other
MET = 0.08  # of these posts, how many a member without lists meets a day
COUNT = 5  # items of a list
DAYS = 7  # with lists
WEEK = timedelta(days=DAYS)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planted.

    Attributes:
        members: How many get a list.
        others: How many more go on meeting posts by chance.
        past_days: Days before the first list.
        share: The share of the control group.
        appetite: How many times as likely members join a post of their favourite author.
        keenness: The mean chance of that.
        seed: Decides everything.
    """

    members: int = 60
    others: int = 20
    past_days: int = 36
    share: float = 0.5
    appetite: float = 10.0
    keenness: float = 0.5
    seed: int = 1


@dataclass(frozen=True, slots=True)
class FixedGroup:
    """An experiment in which all members are in one group, and nothing rests."""

    arm: Arm

    def arm_of(self, guild_id: int, user_id: int) -> Arm:
        """Return the group."""
        return self.arm

    async def fatigued(
        self, guild_id: int, user_ids: Collection[int]
    ) -> Mapping[int, Collection[int]]:
        """Return nothing."""
        return {}


class FavouriteAuthors:
    """One server in a real database, its weekly fit, and its experiment."""

    def __init__(self, database: Database, plan: Plan) -> None:
        self.plan = plan
        self.community = Community(database)
        clock = self.community.clock
        self._log = ImpressionLog(
            database,
            clock,
            Assignment(lambda _: plan.share, f"salt {plan.seed}"),
            MODEL_VERSION,
            rest=timedelta(days=14),
            seconds=60,
        )
        self._recommender = self._ranked_by(self._log)
        self._in_group = {arm: self._ranked_by(FixedGroup(arm)) for arm in ARMS}
        self._report = LiftReportService(database, clock, InsightsSettings(lift_update_weeks=1))
        self._job = WeeklyFit(
            database,
            clock,
            lambda _: Settings(),
            self.community.weights,
            lambda: [GUILD],
            self._fit,
        )
        self._database = database
        self._random = np.random.default_rng(plan.seed)
        everybody = plan.members + plan.others
        self._favourite = np.arange(everybody) % AUTHORS
        self._keenness = self._random.beta(4, 4 / plan.keenness - 4, everybody)
        self._posts = 0
        self._recent = deque[list[int]](maxlen=SEEN_DAYS)  # posts by day
        # By post, of each member: the chance that it is willing, as far as is known, and whether.
        self._chance: dict[int, NDArray[np.float64]] = {}
        self._willing: dict[int, NDArray[np.bool_]] = {}
        self._appeal: dict[Arm, list[float]] = {arm: [] for arm in ARMS}
        begin = clock.now() + timedelta(days=plan.past_days)
        clock.advance(WEEK - (begin - ANCHOR) % WEEK)  # lists begin with a block of the analysis

    async def live_without_lists(self) -> None:
        """Let all members meet posts by chance for `past_days`."""
        for _ in range(self.plan.past_days):
            await self._morning(first=0)
            self.community.clock.advance(timedelta(hours=12))

    async def learn(self) -> str | None:
        """Run the weekly job; return what it decided."""
        return (await self._job.run(GUILD, self.community.clock.now())).detail

    async def live_with_lists(self) -> LiftReport:
        """Show each member a list on a day of a week, and return the figures after it."""
        clock, members = self.community.clock, self.plan.members
        for day in range(DAYS):
            await self._morning(first=members)
            shown = {each: await self._show(each) for each in range(day, members, DAYS)}
            clock.advance(timedelta(hours=6))
            for member, posts in shown.items():
                self._join(member, posts)
            clock.advance(timedelta(hours=6))
        assert await self._log.flush()
        assert await self.community.buffer.flush()
        clock.advance(timedelta(days=8))
        return await self._report.figures(GUILD)

    @property
    def ratio(self) -> float:
        """The true ratio: how much of its lists each group would join, were all members in it."""
        taste, control = (np.mean(self._appeal[arm]) for arm in ARMS)
        return float(taste / control)

    def _ranked_by(self, trial: FixedGroup | ImpressionLog) -> Recommender:
        community = self.community
        return Recommender(
            community.store,
            community.buffer,
            community.indexes,
            RecommendSettings(),
            community.clock,
            trial,
        )

    async def _fit(self, request: FitRequest) -> FittedWeights:
        return fit_history(await read_recent(self._database, request), request)

    async def _morning(self, *, first: int) -> None:
        """Post what is new, and let members from `first` on meet some; ends at noon."""
        community, random = self.community, self._random
        strangers = self.plan.members // MEMBERS_A_STRANGER
        new = [self._post(author) for author in range(AUTHORS)]
        community.clock.advance(timedelta(hours=3))
        for _ in range(DISTRACTIONS):
            new.append(self._post(AUTHORS))
            for number in range(strangers):
                community.act(FIRST_STRANGER + strangers * new[-1] + number, new[-1])
        community.clock.advance(timedelta(hours=9))
        self._recent.append(new)
        for post in chain(*self._recent):
            met = random.random(len(self._favourite)) < MET
            met[:first] = False
            self._chance[post][met] = 0  # what was met is joined now, or never will be
            for member in np.flatnonzero(met & self._willing[post]).tolist():
                community.act(FIRST_MEMBER + member, post)
        assert await community.buffer.flush()

    def _post(self, author: int) -> int:
        self._posts += 1
        self.community.item(self._posts, author=FIRST_AUTHOR + author, days=0)
        liked = self._favourite == author
        self._chance[self._posts] = self._keenness * np.where(liked, 1, 1 / self.plan.appetite)
        drawn = self._random.random(len(self._favourite))
        self._willing[self._posts] = drawn < self._chance[self._posts]
        return self._posts

    async def _show(self, member: int) -> list[int]:
        """Show a member's list, and return its posts; note what both groups' lists are worth."""
        for arm in ARMS:
            posts = await self._list(self._in_group[arm], member)
            chances = [self._chance[each.item.object_id][member] for each in posts]
            self._appeal[arm].append(float(np.mean(chances)))
        picks = await self._list(self._recommender, member)
        self._log.shown("recommend", GUILD, FIRST_MEMBER + member, picks)
        return [pick.item.object_id for pick in picks]

    def _join(self, member: int, posts: Sequence[int]) -> None:
        for post in posts:
            if self._willing[post][member]:
                self.community.act(FIRST_MEMBER + member, post)

    @staticmethod
    async def _list(recommender: Recommender, member: int) -> tuple[Recommendation, ...]:
        user = FIRST_MEMBER + member
        answer = await recommender.recommend(GUILD, user, readable=lambda _: True, count=COUNT)
        return answer.picks
