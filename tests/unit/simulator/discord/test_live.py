"""Test scheduled events, stages and voice as discord.py sees them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import discord
import pytest
from discord.ext import commands
from discord.http import Route

from bot.simulator.discord import ImpossibleError, Permission
from tests.spec.discord_bot import BOT_MAY, Academy, running
from tests.spec.discord_spec import assert_conforms

MAY = BOT_MAY | Permission.CREATE_EVENTS | Permission.CONNECT
STAGE_TOO = MAY | Permission.MUTE_MEMBERS | Permission.MOVE_MEMBERS


@pytest.fixture
async def bot(academy: Academy) -> AsyncIterator[commands.Bot]:
    academy.guild.edit_role(academy.guild.bot_role, permissions=STAGE_TOO)
    async with running(academy.sim) as running_bot:
        yield running_bot
    assert_conforms(academy.sim)


@pytest.fixture
def guild(academy: Academy, bot: commands.Bot) -> discord.Guild:
    found = bot.get_guild(academy.guild.id)
    assert found is not None
    return found


def _later(hours: int = 1) -> datetime:
    return datetime.now(UTC) + timedelta(hours=hours)


async def _external(guild: discord.Guild, name: str = "Talk") -> discord.ScheduledEvent:
    return await guild.create_scheduled_event(
        name=name,
        start_time=_later(1),
        end_time=_later(2),
        entity_type=discord.EntityType.external,
        privacy_level=discord.PrivacyLevel.guild_only,
        location="Online",
    )


async def test_an_event_is_scheduled_moved_started_and_completed(
    academy: Academy, bot: commands.Bot, guild: discord.Guild
) -> None:
    made = await _external(guild)
    event = academy.guild.event("Talk")
    assert (event.id, event.location) == (made.id, "Online")

    await made.edit(start_time=_later(3), end_time=_later(4))
    assert event.starts_at > _later(2)
    active = await made.start()
    with pytest.raises(discord.HTTPException, match="Status Transition"):
        await bot.http.edit_scheduled_event(guild.id, made.id, status=4)
    await active.end()
    assert event.status.name == "COMPLETED"
    with pytest.raises(discord.NotFound) as gone:
        await guild.fetch_scheduled_event(made.id)
    assert gone.value.code == 10070


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"scheduled_start_time": "2020-01-01T00:00:00+00:00"}, "in the past"),
        ({"scheduled_end_time": "2020-01-01T00:00:00+00:00"}, "end before it starts"),
        ({"scheduled_end_time": None}, "required"),
        ({"name": "x" * 101}, "100 or fewer"),
        ({"entity_metadata": None}, "required"),
        ({"entity_type": 2, "entity_metadata": None, "channel_id": None}, "required"),
        ({"recurrence_rule": {"frequency": 2}}, "no recurring events"),
    ],
)
async def test_what_discord_refuses_changes_nothing(
    academy: Academy,
    bot: commands.Bot,
    guild: discord.Guild,
    change: dict[str, object],
    fault: str,
) -> None:
    made = await _external(guild)
    before = academy.guild.event("Talk").starts_at
    route = Route(
        "PATCH",
        "/guilds/{guild_id}/scheduled-events/{id}",
        guild_id=guild.id,
        id=made.id,
    )
    with pytest.raises(discord.HTTPException, match=fault):
        await bot.http.request(route, json=change | {"description": "changed"})
    event = academy.guild.event("Talk")
    assert (event.starts_at, event.description) == (before, None)


async def test_a_stage_event_needs_more_than_an_external_one(
    academy: Academy, guild: discord.Guild
) -> None:
    hall = academy.guild.create_stage_channel("hall")
    channel = await guild.fetch_channel(hall.id)
    assert isinstance(channel, discord.StageChannel)
    academy.guild.edit_role(academy.guild.bot_role, permissions=MAY)

    async def schedule() -> discord.ScheduledEvent:
        return await guild.create_scheduled_event(
            name="Ask me",
            start_time=_later(),
            channel=channel,
            privacy_level=discord.PrivacyLevel.guild_only,
        )

    with pytest.raises(discord.Forbidden):
        await schedule()
    academy.guild.edit_role(academy.guild.bot_role, permissions=STAGE_TOO)
    made = await (await schedule()).start()
    assert academy.guild.state.stages[hall.id].event_id == made.id
    await made.end()
    assert not academy.guild.state.stages

    academy.guild.edit_role(academy.guild.bot_role, permissions=BOT_MAY)
    with pytest.raises(discord.Forbidden):
        await _external(guild)


async def test_the_event_of_a_hidden_channel_is_hidden(
    academy: Academy, guild: discord.Guild
) -> None:
    room = academy.guild.create_voice_channel("room")
    channel = await guild.fetch_channel(room.id)
    assert isinstance(channel, discord.VoiceChannel)
    await guild.create_scheduled_event(
        name="Club",
        start_time=_later(),
        channel=channel,
        privacy_level=discord.PrivacyLevel.guild_only,
    )
    event = academy.guild.event("Club")
    academy.alice.set_interest(event)
    room.overwrite(academy.guild.everyone, deny=Permission.VIEW_CHANNEL)
    room.overwrite(academy.bob, allow=Permission.VIEW_CHANNEL)
    assert academy.bob.sees_event(event)
    assert not academy.alice.sees_event(event)
    with pytest.raises(ImpossibleError, match="sees no event"):
        academy.alice.set_interest(event, on=False)
    assert event.interested == {academy.alice.id}


async def test_interest_is_sent_and_listed(academy: Academy) -> None:
    academy.guild.edit_role(academy.guild.bot_role, permissions=MAY)
    received: asyncio.Queue[tuple[str, int]] = asyncio.Queue()
    async with running(academy.sim) as bot:

        @bot.event
        async def on_scheduled_event_user_add(
            _: discord.ScheduledEvent, user: discord.User
        ) -> None:
            received.put_nowait(("add", user.id))

        @bot.event
        async def on_scheduled_event_user_remove(
            _: discord.ScheduledEvent, user: discord.User
        ) -> None:
            received.put_nowait(("remove", user.id))

        assert on_scheduled_event_user_add and on_scheduled_event_user_remove  # noqa: PT018
        guild = bot.get_guild(academy.guild.id)
        assert guild is not None
        made = await _external(guild)
        event = academy.guild.event("Talk")
        academy.alice.set_interest(event)
        academy.bob.set_interest(event)
        academy.bob.set_interest(event, on=False)
        got = [await asyncio.wait_for(received.get(), 5) for _ in range(3)]
        assert sorted(got) == sorted(
            [("add", academy.alice.id), ("add", academy.bob.id), ("remove", academy.bob.id)]
        )
        assert [user.id async for user in made.users()] == [academy.alice.id]


async def test_voice_states_are_sent_and_known_at_ready(academy: Academy) -> None:
    first = academy.guild.create_voice_channel("first")
    second = academy.guild.create_stage_channel("second")
    academy.alice.join_voice(first)
    received: asyncio.Queue[tuple[int | None, int | None]] = asyncio.Queue()
    async with running(academy.sim) as bot:

        @bot.event
        async def on_voice_state_update(
            _: discord.Member, before: discord.VoiceState, after: discord.VoiceState
        ) -> None:
            received.put_nowait(
                (before.channel and before.channel.id, after.channel and after.channel.id)
            )

        assert on_voice_state_update
        guild = bot.get_guild(academy.guild.id)
        assert guild is not None
        room = guild.get_channel(first.id)
        assert isinstance(room, discord.VoiceChannel)
        assert list(room.voice_states) == [academy.alice.id]

        academy.alice.join_voice(second)
        assert await asyncio.wait_for(received.get(), 5) == (first.id, second.id)
        academy.alice.leave_voice()
        assert await asyncio.wait_for(received.get(), 5) == (second.id, None)
        academy.bob.join_voice(first)
        assert await asyncio.wait_for(received.get(), 5) == (None, first.id)
        academy.bob.leave()
        assert await asyncio.wait_for(received.get(), 5) == (first.id, None)


async def test_nobody_joins_a_locked_channel_or_one_without_voice(academy: Academy) -> None:
    room = academy.guild.create_voice_channel("room")
    room.overwrite(academy.guild.everyone, deny=Permission.CONNECT)
    with pytest.raises(ImpossibleError, match="may not connect"):
        academy.alice.join_voice(room)
    with pytest.raises(ImpossibleError, match="no voice"):
        academy.alice.join_voice(academy.general)
    academy.guild.owner.join_voice(room)
    room.delete()
    assert academy.guild.state.voice == {}
