"""Plant members with interests, their posts, and read what is recommended."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.simulator.discord import Message, Person, PlayedChannel, Reply, text_of
from tests.e2e.sandbox import Sandbox

SIGNALS = "a phrase that only Discord may keep"
UNTITLED = "A message"

_ENTRY = re.compile(
    r"^\*\*\d+\.(?:\*\*)? \[(.+)\]\(https://discord\.com/channels/[\d/]+\)", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Circle:
    """Members who share an interest, and their posts about it."""

    people: list[Person]
    posts: list[PlayedChannel]

    @property
    def titles(self) -> list[str]:
        """The posts' titles, in the order of posting."""
        return [post.name for post in self.posts]


async def gather_circle(sandbox: Sandbox, topic: str, *, people: int, posts: int) -> Circle:
    """Let a circle talk in the forum: each posts in turn, all others reply and react."""
    circle = Circle([sandbox.guild.join(f"{topic}-{number}") for number in range(people)], [])
    for number in range(posts):
        author = circle.people[number % people]
        post = await opened_post(sandbox, author, f"{topic} {number}")
        for person in circle.people:
            if person is not author:
                await person.say(post, SIGNALS)
                await person.react(post.starter, "👍")
        circle.posts.append(post)
    return circle


async def opened_post(
    sandbox: Sandbox,
    author: Person,
    title: str,
    *answering: Person,
    forum: PlayedChannel | None = None,
    tags: tuple[str, ...] = (),
) -> PlayedChannel:
    """Create a post a day ago, and let others reply now."""
    yesterday = datetime.now(UTC) - timedelta(days=1)
    post = await author.post(forum or sandbox.questions, title, SIGNALS, tags=tags, at=yesterday)
    for person in answering:
        await person.say(post, SIGNALS)
    return post


def titles(shown: Reply | Message) -> list[str]:
    """Return the titles of the items in a list or digest, best first."""
    return _ENTRY.findall(shown.text if isinstance(shown, Reply) else text_of(shown))


async def recommended(
    member: Person, *, topic: str | None = None, count: int | None = None
) -> list[str]:
    """Ask for recommendations, and return the titles."""
    given = {"topic": topic, "count": count}
    options: Any = {name: value for name, value in given.items() if value is not None}
    reply = await member.slash("recommend", **options)
    assert reply.ephemeral
    return titles(reply)
