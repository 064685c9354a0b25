"""Test that a person who invites the bot to their server is not staff here."""

from bot.simulator.discord import text_of
from tests.e2e.polling import eventually
from tests.e2e.sandbox import PERMISSIONS, Sandbox


async def test_a_server_that_strangers_invited_it_to_is_left_and_staff_know(
    sandbox: Sandbox,
) -> None:
    async with sandbox.app() as app:
        await eventually(lambda: app.services.served_guilds.settled, "no server is served")
        strangers = sandbox.discord.create_guild("Strangers")
        strangers.invite_bot(PERMISSIONS)
        left = f"/users/@me/guilds/{strangers.id}"
        await eventually(lambda: sandbox.discord.count("DELETE", left), "it stayed")
        received = await sandbox.staff.wait_for_message(
            lambda message: "Strangers" in text_of(message)
        )
        assert str(strangers.id) in text_of(received)
    async with sandbox.app():  # what it was in at its first start stays served
        reply = await sandbox.guild.owner.slash("staff setup", in_=sandbox.staff)
        assert "isn't served" not in reply.text


async def test_what_the_settings_name_is_served_and_nothing_else(sandbox: Sandbox) -> None:
    other = sandbox.discord.create_guild("Others")
    other.invite_bot(PERMISSIONS)
    async with sandbox.app(discord={"guild_ids": [other.id]}):
        place = f"/users/@me/guilds/{sandbox.guild.id}"
        await eventually(lambda: sandbox.discord.count("DELETE", place), "it stayed")
    assert sandbox.discord.count("DELETE", f"/users/@me/guilds/{other.id}") == 0
