"""Test which channels members can read, by Discord's permissions."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

import discord
import pytest

from bot.discord.permissions import readable_by, readable_to_audience
from bot.settings import Settings
from bot.simulator.discord import DiscordSimulator, Permission, PlayedChannel, PlayedGuild, Role
from data.engine import Database
from tests.flow.recommend.discord_client import TasteClient, found_guild, taste_client

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SEE = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY


@dataclass(frozen=True, slots=True)
class Server:
    """A hall for everybody, rooms for one role each, a cellar for both, a stage without history."""

    client: TasteClient
    guild: PlayedGuild
    red: Role
    hall: PlayedChannel
    red_room: PlayedChannel
    blue_room: PlayedChannel
    cellar: PlayedChannel
    stage: PlayedChannel

    def channel(self, played: PlayedChannel) -> discord.TextChannel:
        found = self.client.get_channel(played.id)
        assert isinstance(found, discord.TextChannel)
        return found

    def read_by_audience_of(self, played: PlayedChannel) -> set[str]:
        readable = readable_to_audience(self.channel(played))
        every = (self.hall, self.red_room, self.blue_room, self.cellar, self.stage)
        return {each.name for each in every if readable(each.id)}


@pytest.fixture
async def server(database: Database) -> AsyncGenerator[Server]:
    async with DiscordSimulator() as simulator:
        guild = found_guild(simulator)
        red, blue = guild.create_role("red"), guild.create_role("blue")
        rooms = [
            guild.create_text_channel(name)
            for name in ("hall", "red-room", "blue-room", "cellar", "stage")
        ]
        hall, red_room, blue_room, cellar, stage = rooms
        for room, roles in ((red_room, [red]), (blue_room, [blue]), (cellar, [red, blue])):
            room.hide()
            for role in (*roles, guild.bot_role):
                room.overwrite(role, allow=SEE)
        stage.overwrite(guild.everyone, deny=Permission.READ_MESSAGE_HISTORY)
        async with taste_client(simulator, database, Settings()) as client:
            yield Server(client, guild, red, hall, red_room, blue_room, cellar, stage)


async def test_a_member_reads_what_their_roles_open(server: Server) -> None:
    rose = server.guild.join("Rose", roles=[server.red])
    await server.client.caught_up_with(await rose.say(server.hall, "."))
    guild = server.client.get_guild(server.guild.id)
    assert guild is not None
    member = guild.get_member(rose.id)
    assert member is not None
    readable = readable_by(member)
    assert readable(server.hall.id)
    assert readable(server.red_room.id)
    assert readable(server.cellar.id)
    assert not readable(server.blue_room.id)
    assert not readable(server.stage.id)  # sees the channel, but not what was said before
    assert not readable(404)


async def test_what_is_posted_for_everybody_is_open_to_everybody(server: Server) -> None:
    assert server.read_by_audience_of(server.hall) == {"hall"}


async def test_a_room_of_one_role_may_tell_of_what_that_role_reads(server: Server) -> None:
    assert server.read_by_audience_of(server.red_room) == {"hall", "red-room", "cellar"}


async def test_a_room_of_two_roles_tells_only_what_both_read(server: Server) -> None:
    assert server.read_by_audience_of(server.cellar) == {"hall", "cellar"}


async def test_what_is_age_restricted_is_shown_in_such_places_only(database: Database) -> None:
    async with DiscordSimulator() as simulator:
        guild = found_guild(simulator)
        hall, adults = guild.create_text_channel("hall"), guild.create_text_channel("adults")
        adults.state.nsfw = True
        ann = guild.join("ann")
        async with taste_client(simulator, database, Settings()) as client:
            seen = client.get_guild(guild.id)
            assert seen is not None
            member = seen.get_member(ann.id)
            assert member is not None
            places = {each.name: each for each in seen.text_channels}
            assert not readable_by(member)(adults.id)  # by direct message
            assert not readable_by(member, places["hall"])(adults.id)
            assert readable_by(member, places["adults"])(adults.id)
            assert not readable_to_audience(places["hall"])(adults.id)
            assert readable_to_audience(places["adults"])(hall.id)


async def test_the_talk_of_a_voice_channel_is_open_to_who_may_join_it(database: Database) -> None:
    async with DiscordSimulator() as simulator:
        guild = found_guild(simulator)
        shut = guild.create_voice_channel("shut")
        shut.overwrite(guild.everyone, deny=Permission.CONNECT)
        open_to_all = guild.create_voice_channel("open")
        ann = guild.join("ann")
        async with taste_client(simulator, database, Settings()) as client:
            seen = client.get_guild(guild.id)
            assert seen is not None
            member = seen.get_member(ann.id)
            assert member is not None
            assert not readable_by(member)(shut.id)
            assert readable_by(member)(open_to_all.id)
