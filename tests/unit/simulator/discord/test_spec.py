"""Test the simulator's answers and discord.py's requests against Discord's description."""

import dataclasses

import discord
import pytest
from discord import app_commands
from discord.ext import commands

from tests.spec.discord_bot import Academy, new_bot, running
from tests.spec.discord_spec import assert_conforms, load_description


class _Panel(discord.ui.View):
    @discord.ui.button(label="Edit", custom_id="edit", style=discord.ButtonStyle.primary)
    async def edit(self, interaction: discord.Interaction, _: object) -> None:
        await interaction.response.edit_message(content="edited")

    @discord.ui.select(cls=discord.ui.RoleSelect, custom_id="roles")
    async def roles(
        self, interaction: discord.Interaction, _: "discord.ui.RoleSelect[_Panel]"
    ) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="chosen")

    @discord.ui.select(custom_id="one", options=[discord.SelectOption(label="A", description="a")])
    async def one(self, interaction: discord.Interaction, _: "discord.ui.Select[_Panel]") -> None:
        await interaction.response.send_modal(_Form())


class _Form(discord.ui.Modal, title="Form"):
    word: discord.ui.TextInput["_Form"] = discord.ui.TextInput(label="Word")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.followup.send("thanks")
        await interaction.followup.send("more", ephemeral=True)
        await interaction.delete_original_response()


def _embed() -> discord.Embed:
    embed = discord.Embed(title="T", description="D", color=1, url="https://example.com")
    embed.add_field(name="n", value="v").set_footer(text="f").set_author(name="a")
    return embed.set_image(url="https://example.com/a.png")


def _with_commands(bot: commands.Bot) -> None:
    @bot.tree.command(name="panel", description="Show it")
    @app_commands.describe(word="A word")
    @app_commands.choices(level=[app_commands.Choice(name="High", value=1)])
    async def panel(
        interaction: discord.Interaction, word: str, level: int, where: discord.TextChannel
    ) -> None:
        await interaction.response.send_message(
            f"{word} {level} {where}", view=_Panel(), embed=_embed()
        )

    @panel.autocomplete("word")
    async def words(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=typed, value=typed)]

    @bot.tree.context_menu(name="Keep")
    async def keep(interaction: discord.Interaction, _: discord.Message) -> None:
        await interaction.response.send_message("kept", ephemeral=True)

    assert panel and words and keep  # noqa: PT018 - used by their decorators


async def _interact(academy: Academy) -> None:
    alice = academy.alice
    await alice.autocomplete("panel", word="x")
    panel = await alice.slash("panel", word="x", level="High", where=academy.general)
    await alice.click(panel, "Edit")
    await alice.select(panel, "roles", [academy.pro])
    asked = await alice.select(panel, "one", ["A"])
    submitted = await alice.submit(asked, {"Word": "w"})
    await submitted.wait_for_followup()
    await alice.menu("Keep", panel.message)


async def _talk(academy: Academy, bot: commands.Bot, guild: discord.Guild) -> None:
    message = await academy.alice.say(academy.general, "hello")
    await academy.bob.react(message, "👍")
    general = guild.get_channel(academy.general.id)
    assert isinstance(general, discord.TextChannel)
    reply = await general.get_partial_message(message.id).reply("hi", embed=_embed(), silent=True)
    await reply.edit(content="hi!")
    await reply.add_reaction("👀")
    fetched = await general.fetch_message(message.id)
    assert [user async for user in fetched.reactions[0].users()]
    await reply.pin()
    thread = await reply.create_thread(name="aside")
    await thread.send("in it")
    await thread.edit(archived=True)
    assert [m async for m in general.history()]
    assert [t async for t in general.archived_threads()]
    await reply.delete()
    await bot.get_partial_messageable(general.id).typing()
    member = guild.get_member(academy.alice.id)
    assert member is not None
    await member.send("direct", view=_Panel())


async def _administer(academy: Academy, bot: commands.Bot, guild: discord.Guild) -> None:
    forum = guild.get_channel(academy.questions.id)
    assert isinstance(forum, discord.ForumChannel)
    await forum.create_thread(name="News", content="Here", applied_tags=[forum.available_tags[0]])
    await guild.active_threads()
    role = await guild.create_role(name="Gold", color=3)
    await role.edit(name="Golden", hoist=True)
    member = await guild.fetch_member(academy.alice.id)
    await member.add_roles(role)
    await member.remove_roles(role)
    await role.delete()
    channel = await guild.create_text_channel("new", topic="t")
    await channel.edit(topic="u")
    await channel.delete()
    assert [m async for m in guild.fetch_members()]
    await guild.query_members("ali")
    await guild.fetch_roles()
    await guild.fetch_channels()
    await bot.fetch_guild(guild.id)
    await bot.fetch_user(academy.bob.id)
    await bot.tree.fetch_commands()
    await bot.application_info()
    assert [g async for g in bot.fetch_guilds()]
    with pytest.raises(discord.Forbidden):
        await member.add_roles(discord.Object(academy.boss.id))
    with pytest.raises(discord.HTTPException):
        await member.send("x" * 2001)


async def test_a_whole_tour_keeps_to_the_description(academy: Academy) -> None:
    load_description()
    bot = new_bot()
    _with_commands(bot)
    async with running(academy.sim, bot):
        guild = bot.get_guild(academy.guild.id)
        assert guild is not None
        await _interact(academy)
        await _talk(academy, bot, guild)
        await _administer(academy, bot, guild)

    assert len(academy.sim.requests) > 45
    assert_conforms(academy.sim)


async def test_a_deviation_is_found(academy: Academy) -> None:
    description = load_description()
    async with running(academy.sim) as bot:
        await bot.fetch_user(academy.bob.id)
    [good] = academy.sim.requests.matching("GET", f"/users/{academy.bob.id}")

    def faults(**changed: object) -> list[str]:
        return list(description.faults(dataclasses.replace(good, **changed)))  # pyright: ignore[reportArgumentType]

    assert faults() == []
    assert faults(answer=good.answer | {"username": None})
    assert faults(answer={})
    assert faults(status=201)
    assert faults(path="/nowhere")
    assert faults(body={"a": 1})
