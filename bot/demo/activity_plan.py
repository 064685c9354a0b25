"""Plans what the people do in advance: pure, and the same for the same seed.

Interests are planted by who engages with what. All forums hold all interests equally, so a
recommender can't tell them by the channel, only by who engages with the same posts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from bot.demo.content import DemoContent, Interest

SEED = 16
SPAN = timedelta(days=4)  # the period before now in which the activity happens
LATEST = timedelta(minutes=10)
EMOJIS = ("👍", "💜", "🔥", "🎉", "💡")

# Probability of engaging with a post: of one's own interest, the second one, any other.
OWN, SECOND, OTHER = 0.85, 0.05, 0.01
ANSWERS = 0.4  # share of those who engage that also reply
HEROINE_KNOWS = {"help": 2, "reading": 1}  # posts per forum, besides the project that she posts


@dataclass(frozen=True, slots=True)
class PlannedPost:
    """A new forum post. `key` names it for replies and reactions; `ago` is before now."""

    key: str
    forum: str
    interest: str
    who: str
    title: str
    text: str
    ago: timedelta


@dataclass(frozen=True, slots=True)
class PlannedReply:
    """A reply to a post."""

    post: str
    who: str
    text: str
    ago: timedelta


@dataclass(frozen=True, slots=True)
class PlannedReaction:
    """A reaction to a post."""

    post: str
    who: str
    emoji: str
    ago: timedelta


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A message in the lounge and another member's reply to it."""

    who: str
    says: str
    other: str
    answer: str
    ago: timedelta


PlannedActivity = PlannedPost | PlannedReply | PlannedReaction | SmallTalk


def plan_activity(content: DemoContent, seed: int = SEED) -> tuple[PlannedActivity, ...]:
    """Return all acts, the oldest first."""
    rng = Random(seed)
    planner = _Planner(content, rng)
    activities: list[PlannedActivity] = [*planner.forums(), *planner.lounge()]
    return tuple(sorted(activities, key=lambda activity: activity.ago, reverse=True))


class _Planner:
    def __init__(self, content: DemoContent, rng: Random) -> None:
        self._content = content
        self._rng = rng
        self._everybody = [who for each in content.interests for who in each.people]
        self._second = {who: rng.choice(content.interests).name for who in self._everybody}
        self._known = self._heroine_knows(content.interests[0])

    def _heroine_knows(self, own: Interest) -> frozenset[str]:
        """Choose the posts of her own interest that the heroine reacted to, across forums."""
        rng = self._rng
        return frozenset(
            f"{own.name}/{forum}/{number}"
            for forum, count in HEROINE_KNOWS.items()
            for number in rng.sample(range(len(own.forums[forum])), count)
        )

    def forums(self) -> Iterator[PlannedActivity]:
        """Yield each post with its replies and reactions."""
        for interest in self._content.interests:
            for forum, number in _places(interest):
                yield from self._post(interest, forum, number)

    def _post(self, interest: Interest, forum: str, number: int) -> Iterator[PlannedActivity]:
        title, text = interest.forums[forum][number]
        key = f"{interest.name}/{forum}/{number}"
        author = self._author(interest, forum, number)
        ago = self._when(SPAN)
        yield PlannedPost(key, forum, interest.name, author, title, text, ago)
        for who in self._audience(forum):
            if who != author and self._cares(who, interest, key):
                yield PlannedReaction(key, who, self._rng.choice(EMOJIS), self._when(ago))
                if who != self._content.heroine and self._rng.random() < ANSWERS:
                    yield PlannedReply(
                        key, who, self._rng.choice(interest.replies), self._when(ago)
                    )

    def _author(self, interest: Interest, forum: str, number: int) -> str:
        if forum == "backstage":
            return self._content.cast["admin"]
        if forum == "workshop":
            return interest.people[0]
        if forum == "projects" and number == 0:
            return interest.people[-1]
        return interest.people[(number + len(forum)) % (len(interest.people) - 1)]

    def _audience(self, forum: str) -> list[str]:
        content = self._content
        if forum == "backstage":
            return list(content.moderators)
        if forum == "workshop":
            return [*content.teachers, *content.moderators]
        return self._everybody

    def _cares(self, who: str, interest: Interest, key: str) -> bool:
        """Draw whether a person engages; fixed for the heroine, to leave her unseen posts."""
        if who == self._content.heroine:
            return key in self._known
        chance = OTHER
        if who in interest.people:
            chance = OWN
        elif self._second[who] == interest.name:
            chance = SECOND
        return self._rng.random() < chance

    def lounge(self) -> Iterator[PlannedActivity]:
        """Yield the small talk."""
        for chat in self._content.chat:
            who, other = self._rng.sample(self._everybody, 2)
            yield SmallTalk(who, chat.says, other, chat.answer, self._when(SPAN))

    def _when(self, longest: timedelta) -> timedelta:
        """Return a random time before now, `longest` at most."""
        return LATEST + (longest - LATEST) * self._rng.random()


def _places(interest: Interest) -> Iterator[tuple[str, int]]:
    for forum, posts in interest.forums.items():
        for number in range(len(posts)):
            yield forum, number
