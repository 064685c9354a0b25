"""Write items, signals on them, and what was shown to whom.

Popularity and activity follow power laws, as in real communities; acts stand in the order of time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bot.recommend.experiment.assignment import arm_of
from tests.bench.large.drawing import DAY, YEAR, Array, drawn, snowflakes
from tests.bench.large.filling import Row, in_json
from tests.bench.large.titles import titles

AT_A_TIME = 200_000  # rows turned into objects at a time
ITEM = ("guild_id", "kind", "object_id", "channel_id", "author_id", "title", "created_at")
SIGNAL = ("guild_id", "user_id", "item_id", "kind", "source_id", "key", "at")
SHOWN = "guild_id user_id item_id at surface position arm score terms model".split()
PRESS = ("guild_id", "user_id", "item_id", "kind", "at")
LIKELY = {"react": 0.7, "reply": 0.25, "post": 0.03, "save": 0.02}
KINDS = {"message": 0.4, "post": 0.3, "thread": 0.2, "content": 0.1}
TITLED = ("post", "thread")
PRESSED = 50  # of so many showings one is followed by a press
KEPT = 200 * DAY  # how long impressions are kept by default


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when: members are numbered from `first_member`, items from 1.

    Attributes:
        now: milliseconds since 1970; what happened lies in the two years before.
    """

    guild_id: int
    channels: Sequence[int]
    first_member: int
    members: int
    now: int


@dataclass(frozen=True, slots=True)
class Acts:
    """Who acted on what, as columns in the order of time."""

    user: Array
    item: Array
    kind: Array  # a place in `LIKELY`
    at: Array

    @classmethod
    def invent(cls, rng: np.random.Generator, place: Place, created: Array, count: int) -> "Acts":
        """Invent acts on items made at these times."""
        item = rng.permutation(len(created))[drawn(rng, len(created), count)]
        user = rng.permutation(place.members)[drawn(rng, place.members, count)]
        at = created[item] + rng.exponential(YEAR / 50, count).astype(np.int64)
        np.minimum(at, place.now, out=at)
        order = np.argsort(at)
        kind = rng.choice(len(LIKELY), count, p=list(LIKELY.values()))
        return cls(user[order] + place.first_member, item[order] + 1, kind, at[order])

    def rows(self, guild_id: int) -> Iterator[Row]:
        """Return them as they are stored."""
        names, sources = list(LIKELY), snowflakes(self.at)
        for part in _parts(len(self.at)):
            columns = (each[part].tolist() for each in (self.user, self.item, self.kind))
            rest = zip(*columns, sources[part].tolist(), self.at[part].tolist(), strict=True)
            for user, item, kind, source, at in rest:
                yield guild_id, user, item, names[kind], source, 0, at


def creations(rng: np.random.Generator, place: Place, count: int) -> Array:
    """Return when so many items were made, oldest first."""
    return np.sort(place.now - rng.integers(0, 2 * YEAR, count))


def item_rows(rng: np.random.Generator, place: Place, created: Array) -> Iterator[Row]:
    """Invent what was made at these times."""
    objects, names = snowflakes(created), list(KINDS)
    for part in _parts(len(created)):
        size = len(created[part])
        kinds = rng.choice(len(KINDS), size, p=list(KINDS.values())).tolist()
        channels = rng.choice(place.channels, size).tolist()
        authors = (place.first_member + rng.integers(0, place.members, size)).tolist()
        words = titles(rng, size)
        rest = (objects[part].tolist(), channels, authors, created[part].tolist())
        for kind, object_id, channel, author, at in zip(kinds, *rest, strict=True):
            title = next(words) if names[kind] in TITLED else None
            yield place.guild_id, names[kind], object_id, channel, author, title, at


@dataclass(frozen=True, slots=True)
class Showings:
    """What was shown to whom, as columns in the order of time."""

    user: Array
    item: Array
    at: Array

    @classmethod
    def invent(
        cls, rng: np.random.Generator, place: Place, created: Array, acts: Acts, count: int
    ) -> "Showings":
        """Invent showings; of a third of them something came within days."""
        early = int(np.searchsorted(acts.at, place.now - KEPT))
        chosen = rng.integers(early, len(acts.at), count // 3)
        before = rng.exponential(DAY, len(chosen)).astype(np.int64) + 1
        rest = count - len(chosen)
        at = place.now - rng.integers(0, KEPT, rest)
        newest = np.searchsorted(created, at)
        item = np.maximum(newest - (newest * rng.random(rest) / 8).astype(np.int64), 1)
        user = place.first_member + rng.integers(0, place.members, rest)
        all_at = np.concatenate([np.maximum(acts.at[chosen] - before, place.now - KEPT), at])
        order = np.argsort(all_at)
        return cls(
            np.concatenate([acts.user[chosen], user])[order],
            np.concatenate([acts.item[chosen], item])[order],
            all_at[order],
        )

    def rows(self, rng: np.random.Generator, place: Place, share: float) -> Iterator[Row]:
        """Return them as they are stored."""
        reasons = [_reasons(rng) for _ in range(1_000)]
        first, guild = place.first_member, place.guild_id
        arms = [
            arm_of(guild, first + number, share=share, salt="") for number in range(place.members)
        ]
        for part in _parts(len(self.at)):
            whys: list[int] = rng.integers(0, len(reasons), len(self.at[part])).tolist()
            chosen = [reasons[why] for why in whys]
            users: list[int] = self.user[part].tolist()
            rows = zip(users, self.item[part].tolist(), self.at[part].tolist(), chosen, strict=True)
            for number, (user, item, at, (score, terms)) in enumerate(rows):
                surface, place_in_list = ("recommend", "digest")[number % 2], number % 7 + 1
                arm = arms[user - first]
                yield guild, user, item, at, surface, place_in_list, arm, score, terms, "4"

    def presses(self, guild_id: int) -> Iterator[Row]:
        """Return what was pressed below some of them, a minute later."""
        seen: set[tuple[int, int]] = set()
        columns = (each[::PRESSED].tolist() for each in (self.user, self.item, self.at))
        for number, (user, item, at) in enumerate(zip(*columns, strict=True)):
            if (user, item) not in seen:
                seen.add((user, item))
                kind = ("more", "less", "save", "why", "join")[number % 5]
                yield guild_id, user, item, kind, at + 60_000


def _reasons(rng: np.random.Generator) -> tuple[float, str]:
    names = ("neighbours", "channel", "author", "popularity")
    terms = dict(zip(names, rng.random(4).round(4).tolist(), strict=True))
    return sum(terms.values()), in_json(terms)


def _parts(count: int) -> Iterator[slice]:
    return (slice(start, start + AT_A_TIME) for start in range(0, count, AT_A_TIME))
