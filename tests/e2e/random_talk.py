"""Act at random: every kind of act that records or removes a signal."""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress

from bot.simulator.discord import (
    ImpossibleError,
    Message,
    Person,
    PlayedChannel,
)
from tests.e2e.sandbox import Sandbox

EMOJIS = ("👍", "❤️", "🎉", "👎", "👎🏽", "🇦", "<:ferris:123456789012345678>")
SIGNALS = "words"


class Talk:
    """Random acts in a sandbox, the same for a seed; `news` is a content channel."""

    def __init__(self, sandbox: Sandbox, people: int, seed: int) -> None:
        self._server = sandbox
        self._rng = random.Random(seed)  # noqa: S311 not for security
        self._people = [sandbox.guild.join(f"talker{number}") for number in range(people)]
        self._robot = sandbox.guild.join("robot", bot=True)
        self._channels = [
            sandbox.general,
            sandbox.guild.create_text_channel("news"),
            *(sandbox.guild.create_text_channel(f"chat{number}") for number in range(3)),
        ]
        self._forums = [sandbox.questions, sandbox.guild.create_forum("showroom")]
        self._threads: list[PlayedChannel] = []
        self._messages: list[Message] = []

    async def go_on(self, acts: int) -> None:
        """Perform `acts` acts."""
        for _ in range(acts):
            with suppress(ImpossibleError):  # on something that is deleted by now
                await self._act()
            await asyncio.sleep(0)

    def where(self, object_id: int, source_id: int) -> str:
        """Return the state of an item and a message as text, for a failed comparison."""
        thread = next((each for each in self._threads if each.id == object_id), None)
        message = next((each for each in self._messages if each.id == source_id), None)
        return (
            f"in {thread and thread.state.thread}, "
            f"{message and (message.channel_id, message.deleted, message.reactions)}"
        )

    async def _act(self) -> None:
        somebody, rng = self._rng.choice(self._people), self._rng
        acts: list[tuple[int, Callable[[], object]]] = [
            (8, lambda: self._say(somebody)),
            (8, lambda: self._answer(somebody)),
            (10, lambda: self._say_in_thread(somebody)),
            (40, lambda: somebody.react(self._message(), rng.choice(EMOJIS))),
            (8, self._take_back),
            (3, lambda: self._post(somebody)),
            (2, lambda: self._begin_thread(somebody)),
            (3, self._delete),
            (1, self._sweep),
            (2, lambda: self._thread().archive(archived=rng.random() < 0.7)),
            (1, lambda: self._thread().rename(f"renamed {rng.random()}")),
            (1, self._delete_thread),
            (2, self._robots),
            (1, lambda: somebody.edit(self._message(), SIGNALS)),
        ]
        weights = [weight for weight, _ in acts]
        done = rng.choices([act for _, act in acts], weights)[0]()
        if asyncio.iscoroutine(done):
            await done

    def _message(self) -> Message:
        """Return a message, usually a recent one."""
        if not self._messages:
            raise ImpossibleError
        recent = self._messages[-60:] if self._rng.random() < 0.8 else self._messages
        return self._rng.choice(recent)

    def _thread(self) -> PlayedChannel:
        if not self._threads:
            raise ImpossibleError
        return self._rng.choice(self._threads)

    async def _say(self, somebody: Person) -> None:
        self._messages.append(await somebody.say(self._rng.choice(self._channels), SIGNALS))

    async def _answer(self, somebody: Person) -> None:
        other = self._message()
        where = next((c for c in self._channels if c.id == other.channel_id), None)
        if where is not None and not other.deleted:
            self._messages.append(await somebody.say(where, SIGNALS, reply_to=other))

    async def _say_in_thread(self, somebody: Person) -> None:
        self._messages.append(await somebody.say(self._thread(), SIGNALS))

    async def _post(self, somebody: Person) -> None:
        post = await somebody.post(self._rng.choice(self._forums), "A title", SIGNALS)
        self._threads.append(post)
        self._messages.append(post.starter)

    async def _begin_thread(self, somebody: Person) -> None:
        message = self._message()
        if any(message.channel_id == channel.id for channel in self._channels):
            self._threads.append(await somebody.start_thread(message, "Aside"))

    async def _take_back(self) -> None:
        message = self._message()
        if message.reactions:
            emoji, reaction = self._rng.choice(sorted(message.reactions.items()))
            user_id = self._rng.choice(reaction.user_ids)
            everybody = [*self._people, self._robot]
            somebody = next(person for person in everybody if person.id == user_id)
            shown = emoji if reaction.emoji_id is None else f"<:{reaction.emoji_name}:{emoji}>"
            await somebody.unreact(message, shown)

    async def _delete(self) -> None:
        await self._server.guild.owner.delete(self._message())

    def _sweep(self) -> None:
        """Bulk-delete messages as a moderator, or clear all reactions of one."""
        if self._rng.random() < 0.5:
            self._server.guild.clear_reactions(self._message())
        else:
            channel = self._rng.choice(self._channels)
            channel.sweep(channel.messages[-3:])

    def _delete_thread(self) -> None:
        """Delete a post, or a thread and the message it was started from."""
        thread = self._thread()
        self._threads.remove(thread)
        for channel in self._channels:
            channel.sweep([each for each in channel.messages if each.id == thread.id])
        thread.delete()

    async def _robots(self) -> None:
        channel = self._rng.choice([*self._channels, *self._threads])
        self._messages.append(channel.webhook_says("Feed", SIGNALS))
        self._messages.append(await self._robot.say(channel, SIGNALS))
        await self._robot.react(self._message(), "👍")
