"""What the people do, decided beforehand: pure, and the same for the same seed.

Interests are planted by who engages with what. Every forum holds all interests alike, so that a
recommender can't tell them by the channel; only the company people keep gives them away.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from bot.demo.content import Content, Interest

SEED = 16
SPAN = timedelta(days=4)  # the talk is spread over so much time before now
LATEST = timedelta(minutes=10)
EMOJIS = ("👍", "💜", "🔥", "🎉", "💡")

# How likely somebody engages with a post: of their own interest, of their second, of any other.
OWN, SECOND, OTHER = 0.85, 0.05, 0.01
ANSWERS = 0.4  # of those who engage, how many also write
HEROINE_KNOWS = {"help": 2, "reading": 1}  # beside the project of her own that she posts


@dataclass(frozen=True, slots=True)
class PlannedPost:
    """Somebody opens a post in a forum. `key` names it for the others; `ago` is before now."""

    key: str
    forum: str
    interest: str
    who: str
    title: str
    text: str
    ago: timedelta


@dataclass(frozen=True, slots=True)
class PlannedReply:
    """Somebody answers a post."""

    post: str
    who: str
    text: str
    ago: timedelta


@dataclass(frozen=True, slots=True)
class PlannedReaction:
    """Somebody reacts to a post."""

    post: str
    who: str
    emoji: str
    ago: timedelta


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """Somebody says something in the lounge and somebody else answers it."""

    who: str
    says: str
    other: str
    answer: str
    ago: timedelta


PlannedActivity = PlannedPost | PlannedReply | PlannedReaction | SmallTalk


def plan_activity(content: Content, seed: int = SEED) -> tuple[PlannedActivity, ...]:
    """Return all acts, the oldest first."""
    dice = Random(seed)
    planner = _Planner(content, dice)
    acts: list[PlannedActivity] = [*planner.forums(), *planner.lounge()]
    return tuple(sorted(acts, key=lambda act: act.ago, reverse=True))


class _Planner:
    def __init__(self, content: Content, dice: Random) -> None:
        self._content = content
        self._dice = dice
        self._everybody = [who for each in content.interests for who in each.people]
        self._second = {who: dice.choice(content.interests).name for who in self._everybody}
        self._known = self._heroine_knows(content.interests[0])

    def _heroine_knows(self, own: Interest) -> frozenset[str]:
        """Choose what the heroine has reacted to: a little of her own interest, across forums."""
        dice = self._dice
        return frozenset(
            f"{own.name}/{forum}/{number}"
            for forum, count in HEROINE_KNOWS.items()
            for number in dice.sample(range(len(own.forums[forum])), count)
        )

    def forums(self) -> Iterator[PlannedActivity]:
        """Yield each post and what it draws."""
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
                yield PlannedReaction(key, who, self._dice.choice(EMOJIS), self._when(ago))
                if who != self._content.heroine and self._dice.random() < ANSWERS:
                    yield PlannedReply(
                        key, who, self._dice.choice(interest.replies), self._when(ago)
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
        """Roll the dice; the heroine's choices are set, so that enough is left to show her."""
        if who == self._content.heroine:
            return key in self._known
        chance = OTHER
        if who in interest.people:
            chance = OWN
        elif self._second[who] == interest.name:
            chance = SECOND
        return self._dice.random() < chance

    def lounge(self) -> Iterator[PlannedActivity]:
        """Yield the small talk."""
        for chat in self._content.chat:
            who, other = self._dice.sample(self._everybody, 2)
            yield SmallTalk(who, chat.says, other, chat.answer, self._when(SPAN))

    def _when(self, longest: timedelta) -> timedelta:
        """Return how long before now something happens: at random, `longest` at most."""
        return LATEST + (longest - LATEST) * self._dice.random()


def _places(interest: Interest) -> Iterator[tuple[str, int]]:
    for forum, posts in interest.forums.items():
        for number in range(len(posts)):
            yield forum, number
