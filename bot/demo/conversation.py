"""Recommendations, part one: members talk, and what they do is stored as signals."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.demo.activity_plan import (
    PlannedActivity,
    PlannedPost,
    PlannedReaction,
    PlannedReply,
    SmallTalk,
    plan_activity,
)
from bot.demo.context import DemoContext
from bot.recommend.signals.model import KINDS
from bot.simulator.discord import PlayedChannel
from data import signals

PACE_SECONDS = 0.003  # between two acts, so that viewers can follow and the bot keeps up


@dataclass(frozen=True, slots=True)
class Talked:
    """The planned posts by Discord's ids.

    Attributes:
        posts: Every post as it was planned.
        touched: Who wrote in it or reacted to it, including its author.
    """

    posts: dict[int, PlannedPost] = field(default_factory=dict[int, PlannedPost])
    touched: dict[int, set[str]] = field(default_factory=lambda: defaultdict[int, set[str]](set))

    def of(self, interest: str) -> set[int]:
        """Return the posts of one interest."""
        return {number for number, post in self.posts.items() if post.interest == interest}

    def by(self, who: str) -> set[int]:
        """Return the posts that a person wrote in or reacted to."""
        return {number for number, people in self.touched.items() if who in people}

    def in_forum(self, forum: str) -> set[int]:
        """Return the posts of a forum."""
        return {number for number, post in self.posts.items() if post.forum == forum}


async def talk(context: DemoContext) -> Talked:
    """Perform all acts, then check that each was stored as the right signal."""
    activities = plan_activity(context.environment.content)
    context.begin("demo-step-talk")
    context.note("demo-note-interests", names=_interests(context))
    built = _Performance(context)
    with context.screen.progress(len(activities)) as show:
        for activity in activities:
            show(await built.play(activity))
            await asyncio.sleep(PACE_SECONDS)
    context.note(
        "demo-note-talk", messages=context.counts.messages, reactions=context.counts.reactions
    )
    # A post, a reply and a reaction are one signal each; the first message of small talk is none.
    wanted = len(activities)
    found = await context.settled(lambda: count_signals(context), wanted)
    context.checks.equal(found, wanted, "demo-check-signals", count=found)
    return built.talked


async def count_signals(
    context: DemoContext, who: int | None = None, kind: str | None = None
) -> int:
    """Return the number of stored signals: in all, of one member, or of one kind."""
    async with context.environment.app.services.deps.database.read() as connection:
        stored = await signals.of_guild(connection, context.server.guild.id, KINDS)
    found = stored.user == stored.user if who is None else stored.user == who
    if kind is not None:
        found &= stored.kind == KINDS.index(kind)
    return int(found.sum())


class _Performance:
    def __init__(self, context: DemoContext) -> None:
        self._environment = context.server
        self._counts = context.counts
        self._now = datetime.now(UTC)
        self._threads: dict[str, PlayedChannel] = {}
        self.talked = Talked()

    async def play(self, activity: PlannedActivity) -> str:
        """Perform an act, and return the text to show for it."""
        match activity:
            case PlannedPost():
                return await self._post(activity)
            case PlannedReply():
                thread = self._touch(activity.post, activity.who)
                await self._environment.people[activity.who].say(
                    thread, activity.text, at=self._now - activity.ago
                )
                self._counts.messages += 1
                return f"{activity.who}: {activity.text}"
            case PlannedReaction():
                thread = self._touch(activity.post, activity.who)
                await self._environment.people[activity.who].react(thread.starter, activity.emoji)
                self._counts.reactions += 1
                return f"{activity.who} {activity.emoji} {thread.name}"
            case SmallTalk():
                return await self._chat(activity)

    async def _post(self, activity: PlannedPost) -> str:
        thread = await self._environment.people[activity.who].post(
            self._environment.channels[activity.forum],
            activity.title,
            activity.text,
            at=self._now - activity.ago,
        )
        self._threads[activity.key] = thread
        self.talked.posts[thread.id] = activity
        self._touch(activity.key, activity.who)
        self._counts.messages += 1
        return f"{activity.who}: {activity.title}"

    async def _chat(self, activity: SmallTalk) -> str:
        first, second = (
            self._environment.people[activity.who],
            self._environment.people[activity.other],
        )
        message = await first.say(
            self._environment.lounge, activity.says, at=self._now - activity.ago
        )
        await second.say(self._environment.lounge, activity.answer, reply_to=message)
        self._counts.messages += 2
        return f"{activity.who}: {activity.says}"

    def _touch(self, key: str, who: str) -> PlayedChannel:
        thread = self._threads[key]
        self.talked.touched[thread.id].add(who)
        return thread


def _interests(context: DemoContext) -> str:
    return " · ".join(interest.name for interest in context.environment.content.interests)
