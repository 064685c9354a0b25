"""Test the gateway with discord.py: intents, resume, member lists, refusals."""

import json
import zlib
from typing import Any

import aiohttp
import discord
import pytest

from bot.simulator.discord import DiscordSimulator, Intent, Permission
from tests.spec.discord_bot import (
    Academy,
    RecordedEvents,
    found_academy,
    new_bot,
    pointed_at,
    running,
)


async def test_a_bot_sees_guild_members_roles_and_channels(academy: Academy) -> None:
    async with running(academy.sim) as bot:
        guild = bot.get_guild(academy.guild.id)

        assert guild is not None
        assert {m.name for m in guild.members} == {"owner", "Lyceum", "alice", "bob"}
        assert guild.me.top_role.is_bot_managed()
        assert [role.name for role in guild.roles] == ["@everyone", "Pro", "Lyceum", "Boss"]
        assert {channel.name for channel in guild.channels} == {"general", "questions"}


async def test_an_administrators_hand_is_felt(academy: Academy) -> None:
    bot = new_bot()
    recorded = RecordedEvents(
        bot,
        "guild_update",
        "guild_role_update",
        "guild_role_delete",
        "guild_channel_create",
        "guild_channel_update",
        "guild_channel_delete",
        "member_remove",
    )
    async with running(academy.sim, bot):
        academy.guild.edit(locale="zh-CN")
        academy.guild.edit_role(academy.pro, name="Pro+")
        academy.guild.delete_role(academy.boss)
        courses = academy.guild.create_category("courses")
        academy.general.overwrite(academy.alice, deny=Permission.SEND_MESSAGES)
        academy.general.clear_overwrite(academy.alice)
        courses.delete()
        academy.guild.kick(academy.bob)
        events = [(await recorded.next())[0] for _ in range(8)]
        guild = bot.get_guild(academy.guild.id)

    assert events == [
        "guild_update",
        "guild_role_update",
        "guild_role_delete",
        "guild_channel_create",
        "guild_channel_update",
        "guild_channel_update",
        "guild_channel_delete",
        "member_remove",
    ]
    assert guild is not None
    assert guild.preferred_locale is discord.Locale.chinese
    assert [role.name for role in guild.roles] == ["@everyone", "Pro+", "Lyceum"]


async def test_an_invitation_and_a_removal_are_told(academy: Academy) -> None:
    bot = new_bot()
    recorded = RecordedEvents(bot, "guild_join", "guild_remove", "message")
    async with running(academy.sim, bot):
        second = academy.sim.create_guild("Second")
        channel = second.create_text_channel("general")
        await second.owner.say(channel, "unheard")
        second.invite_bot()
        assert (await recorded.next())[0] == "guild_join"
        await second.owner.say(channel, "heard")
        assert (await recorded.next())[0] == "message"
        second.remove_bot()
        await second.owner.say(channel, "unheard again")
        assert (await recorded.next())[0] == "guild_remove"
        assert [guild.id for guild in bot.guilds] == [academy.guild.id]
    assert recorded.silent


async def test_of_a_guild_that_is_down_nothing_is_told(academy: Academy) -> None:
    bot = new_bot()
    recorded = RecordedEvents(
        bot, "guild_unavailable", "guild_available", "guild_join", "guild_remove", "message"
    )
    async with running(academy.sim, bot):
        assert (await recorded.next())[0] == "guild_available"  # at the start
        academy.guild.go_down()
        assert (await recorded.next())[0] == "guild_unavailable"
        channel = academy.guild.create_text_channel("quiet")
        await academy.guild.owner.say(channel, "unheard")
        academy.guild.come_back()
        assert (await recorded.next())[0] == "guild_available"
        guild = bot.get_guild(academy.guild.id)
        assert guild is not None
        assert guild.get_channel(channel.id) is not None
    assert recorded.silent


async def test_a_large_guild_comes_in_chunks(academy: Academy) -> None:
    for number in range(1100):
        academy.guild.join(f"m{number}")

    async with running(academy.sim) as bot:
        guild = bot.get_guild(academy.guild.id)

        assert guild is not None
        assert guild.chunked
        assert len(guild.members) == 1104


async def test_a_wrong_token_is_refused_by_both_doors(academy: Academy) -> None:
    async with pointed_at(academy.sim), new_bot() as bot:
        with pytest.raises(discord.LoginFailure):
            await bot.login("wrong")

    assert await _close_code(academy.sim, {"token": "wrong", "intents": 0}) == 4004


async def test_an_intent_that_was_not_granted_is_refused(academy: Academy) -> None:
    asked = {"token": academy.sim.token, "intents": int(Intent.MESSAGE_CONTENT)}

    assert await _close_code(academy.sim, asked) == 4014


async def test_the_text_of_others_is_hidden_without_its_intent(academy: Academy) -> None:
    bot = new_bot()
    recorded = RecordedEvents(bot, "message")
    async with running(academy.sim, bot):
        await academy.alice.say(academy.general, "secret")
        await academy.alice.say(academy.general, f"to <@{academy.sim.application_id}>")
        await academy.alice.dm("direct")
        texts = [await _text(recorded) for _ in range(3)]

    assert texts == ["", f"to <@{academy.sim.application_id}>", "direct"]


async def test_the_text_of_others_comes_with_its_intent() -> None:
    async with DiscordSimulator(granted=Intent.GUILD_MEMBERS | Intent.MESSAGE_CONTENT) as sim:
        academy = found_academy(sim)
        bot = new_bot(discord.Intents.all() & ~discord.Intents(presences=True))
        recorded = RecordedEvents(bot, "message")
        async with running(sim, bot):
            await academy.alice.say(academy.general, "no secret")

            assert await _text(recorded) == "no secret"


async def test_member_events_need_the_members_intent(academy: Academy) -> None:
    bot = new_bot(discord.Intents.default())
    recorded = RecordedEvents(bot, "raw_member_remove", "member_join", "message")
    async with running(academy.sim, bot):
        academy.guild.join("carol").leave()
        await academy.alice.say(academy.general, "after")

        assert (await recorded.next())[0] == "message"


async def test_member_and_role_events_come_with_their_intent(academy: Academy) -> None:
    bot = new_bot()
    recorded = RecordedEvents(bot, "member_join", "member_update", "member_remove")
    async with running(academy.sim, bot):
        carol = academy.guild.join("carol")
        academy.guild.give_role(carol, academy.pro)
        carol.leave()
        academy.guild.join(carol)
        events = [(await recorded.next())[0] for _ in range(4)]

    assert events == ["member_join", "member_update", "member_remove", "member_join"]
    assert not carol.has(academy.pro)


async def test_reactions_are_told_set_and_removed(academy: Academy) -> None:
    bot = new_bot()
    recorded = RecordedEvents(bot, "raw_reaction_add", "raw_reaction_remove")
    async with running(academy.sim, bot):
        message = await academy.alice.say(academy.general, "hello")
        await academy.bob.react(message, "👍")
        await academy.bob.react(message, "👍")
        await academy.bob.unreact(message, "👍")
        events = [await recorded.next() for _ in range(2)]

    assert [name for name, _ in events] == ["raw_reaction_add", "raw_reaction_remove"]
    assert recorded.silent


async def test_a_hidden_channel_is_silent(academy: Academy) -> None:
    hidden = academy.guild.create_text_channel("hidden")
    hidden.hide()
    hidden.overwrite(academy.alice, allow=Permission.VIEW_CHANNEL)
    bot = new_bot()
    recorded = RecordedEvents(bot, "message")
    async with running(academy.sim, bot):
        await academy.alice.say(hidden, "unheard")
        await academy.alice.say(academy.general, "heard")
        _, (message,) = await recorded.next()

    assert isinstance(message, discord.Message)
    assert message.channel.id == academy.general.id


@pytest.mark.parametrize("way", ["drop", "reconnect"])
async def test_a_dropped_connection_resumes_without_losing_events(
    academy: Academy, way: str
) -> None:
    bot = new_bot()
    recorded = RecordedEvents(bot, "message", "resumed", "ready")
    async with running(academy.sim, bot):
        assert (await recorded.next())[0] == "ready"
        if way == "drop":
            await academy.sim.drop_gateway()
        else:
            academy.sim.ask_to_reconnect()
        await academy.alice.say(academy.general, "meanwhile")
        await academy.alice.say(academy.general, "still")
        names = [(await recorded.next())[0] for _ in range(3)]
        await academy.alice.say(academy.general, "afterwards")
        names.append((await recorded.next())[0])

    assert sorted(names[:3]) == ["message", "message", "resumed"]
    assert names[3] == "message"


@pytest.mark.parametrize("way", ["drop", "invalidate"])
async def test_a_lost_session_is_identified_anew(academy: Academy, way: str) -> None:
    bot = new_bot()
    recorded = RecordedEvents(bot, "ready", "resumed")
    async with running(academy.sim, bot):
        await recorded.next()
        if way == "drop":
            await academy.sim.drop_gateway(resumable=False)
        else:
            academy.sim.invalidate_session()

        assert (await recorded.next())[0] == "ready"


async def test_a_refused_gateway_is_a_failed_handshake(academy: Academy) -> None:
    academy.sim.refuse_gateway()
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
            await session.ws_connect(academy.sim.gateway_url)

        async with session.ws_connect(academy.sim.gateway_url) as socket:
            assert (await socket.receive_json())["op"] == 10


async def test_zlib_streams_flush_each_message(academy: Academy) -> None:
    url = f"{academy.sim.gateway_url}?v=10&encoding=json&compress=zlib-stream"
    context = zlib.decompressobj()
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        hello = await socket.receive_bytes()
        await socket.send_json({"op": 1, "d": None})
        acknowledged = await socket.receive_bytes()

    assert hello.endswith(b"\x00\x00\xff\xff")
    assert json.loads(context.decompress(hello))["op"] == 10
    assert json.loads(context.decompress(acknowledged))["op"] == 11


async def test_a_packet_before_identifying_is_refused(academy: Academy) -> None:
    async with _socket(academy.sim) as (_, socket):
        await socket.receive_json()
        await socket.send_json({"op": 8, "d": {"guild_id": str(academy.guild.id)}})
        await socket.receive()

        assert socket.close_code == 4003


def _socket(sim: DiscordSimulator) -> "_Socket":
    return _Socket(sim.gateway_url)


class _Socket:
    """A bare websocket at the gateway."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def __aenter__(self) -> tuple[aiohttp.ClientSession, aiohttp.ClientWebSocketResponse]:
        self._session = aiohttp.ClientSession()
        self._socket = await self._session.ws_connect(self._url)
        return self._session, self._socket

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()
        await self._session.close()


async def _close_code(sim: DiscordSimulator, identify: dict[str, Any]) -> int | None:
    async with _socket(sim) as (_, socket):
        await socket.receive_json()
        await socket.send_json({"op": 2, "d": {"properties": {}, **identify}})
        await socket.receive()
        return socket.close_code


async def _text(recorded: RecordedEvents) -> str:
    _, (message,) = await recorded.next()
    assert isinstance(message, discord.Message)
    return message.content
