"""Test commands, buttons, menus and forms between people and a discord.py bot."""

import asyncio

import discord
import pytest
from discord import app_commands
from discord.ext import commands
from discord.http import Route

from bot.simulator.discord import (
    DiscordSimulator,
    ImpossibleError,
    SimulatedTimeout,
)
from tests.spec.discord_bot import Academy, found_academy, new_bot, running
from tests.spec.discord_panel import Panel, with_commands

Interaction = discord.Interaction[commands.Bot]


async def test_a_deferred_subcommand_with_a_role_and_a_person(academy: Academy) -> None:
    async with running(academy.sim, prepare=with_commands):
        reply = await academy.alice.slash(
            "plan add", name="Gold", role=academy.pro, who=academy.bob
        )

    assert reply.deferred
    assert reply.ephemeral
    assert reply.text == "Gold gives Pro to bob (zh-CN)"


async def test_an_answer_with_followup_and_edit(academy: Academy) -> None:
    async with running(academy.sim, prepare=with_commands):
        reply = await academy.alice.slash("buy", product="Pen")
        followup = await reply.wait_for_followup()
        await reply.wait_until(lambda reply: reply.text == "Pen, sold")

    assert not reply.deferred
    assert not reply.ephemeral
    assert followup.ephemeral
    assert [message.content for message in academy.general.messages] == ["Pen, sold"]


async def test_typing_offers_choices(academy: Academy) -> None:
    async with running(academy.sim, prepare=with_commands):
        choices = await academy.alice.autocomplete("buy", product="P")

    assert [choice["name"] for choice in choices] == ["Pen", "Pad"]


async def test_a_message_menu(academy: Academy) -> None:
    message = await academy.bob.say(academy.general, "worth keeping")
    async with running(academy.sim, prepare=with_commands):
        reply = await academy.alice.menu("Save for later", message)

    assert reply.text == f"saved {message.id}"


async def test_a_button_opens_a_form_that_is_answered(academy: Academy) -> None:
    async with running(academy.sim, prepare=with_commands):
        panel = await academy.alice.slash("panel", hidden=True)
        asked = await academy.alice.click(panel, "Ask")
        with pytest.raises(ImpossibleError, match="to 5 characters"):
            await academy.alice.submit(asked, {"Word": "too long"})
        with pytest.raises(ImpossibleError, match="must be filled in"):
            await academy.alice.submit(asked, {})
        answer = await academy.alice.submit(asked, {"Word": "yes"})

    assert asked.modal is not None
    assert asked.modal.title == "Form"
    assert answer.text == "got yes"
    assert answer.ephemeral


async def test_a_button_changes_its_message(academy: Academy) -> None:
    async with running(academy.sim, prepare=with_commands):
        panel = await academy.alice.slash("panel")
        reply = await academy.bob.click(panel.message, "save")

    assert reply.updated
    assert reply.message is panel.message
    assert panel.text == "saved"
    assert panel.buttons == []


async def test_a_deferred_update_ends_in_its_followup(academy: Academy) -> None:
    async with running(academy.sim, prepare=with_commands):
        panel = await academy.alice.slash("panel")
        reply = await academy.alice.click(panel, "Later")
        with pytest.raises(SimulatedTimeout, match="nothing followed"):
            await academy.alice.click(panel, "Silent", timeout=0.2)
        silent = await academy.alice.click(panel, "Silent", finish=False)

    assert reply.text == "later"
    assert silent.deferred


async def test_a_menu_answers_with_what_was_picked(academy: Academy) -> None:
    async with running(academy.sim, prepare=with_commands):
        panel = await academy.alice.slash("panel")
        reply = await academy.alice.select(panel, "?", ["One"])

    assert reply.text == "picked 1"


async def test_an_ephemeral_answer_is_there_for_one_person_only(academy: Academy) -> None:
    async with running(academy.sim, prepare=with_commands):
        panel = await academy.alice.slash("panel", hidden=True)
        with pytest.raises(ImpossibleError, match="can't see"):
            await academy.bob.click(panel, "Save")

    assert academy.general.messages == []


async def test_buttons_work_in_direct_messages(academy: Academy) -> None:
    async with running(academy.sim) as bot:
        bot.add_view(Panel())
        user = await bot.fetch_user(academy.alice.id)
        await user.send("panel", view=Panel())
        received = await academy.alice.wait_for_dm()
        with pytest.raises(ImpossibleError, match="bob can't see"):
            await academy.bob.click(received, "Save")
        await academy.alice.click(received, "Save")

    assert [message.content for message in academy.alice.inbox] == ["saved"]


async def test_buttons_outlive_a_restart(academy: Academy) -> None:
    async with running(academy.sim, prepare=with_commands):
        panel = await academy.alice.slash("panel", hidden=True)
    async with running(academy.sim) as bot:
        bot.add_view(Panel())
        await academy.alice.click(panel, "Save")

    assert panel.text == "saved"


async def test_silence_is_named(academy: Academy) -> None:
    async with running(academy.sim, prepare=with_commands):
        with pytest.raises(SimulatedTimeout, match="alice's /silence was not answered"):
            await academy.alice.slash("silence", timeout=0.2)


async def test_an_absent_bot_is_named(academy: Academy) -> None:
    async with running(academy.sim, prepare=with_commands):
        pass
    with pytest.raises(SimulatedTimeout, match="the bot is not connected"):
        await academy.alice.slash("silence", timeout=0.05)


async def test_a_late_answer_is_unknown_and_a_second_one_refused() -> None:
    codes: list[int] = []
    async with DiscordSimulator(answer_seconds=0.1) as sim:
        academy = found_academy(sim)
        bot = new_bot()

        @bot.tree.command(name="late", description="Answer late")
        async def late(interaction: Interaction) -> None:
            await asyncio.sleep(0.3)
            codes.append(await _refusal(interaction))

        @bot.tree.command(name="twice", description="Answer twice")
        async def twice(interaction: Interaction) -> None:
            await interaction.response.send_message("once")
            codes.append(await _refusal(interaction))

        assert late
        assert twice
        async with running(sim, bot):
            with pytest.raises(SimulatedTimeout):
                await academy.alice.slash("late", timeout=0.2)
            await sim.requests.wait_for("POST", "/interactions/*")
            await academy.alice.slash("twice")
            await sim.requests.wait_for("POST", "/interactions/*", times=3)

    assert codes == [10062, 40060]


async def _refusal(interaction: Interaction) -> int:
    """The code that a plain answer is refused with, past discord.py's own bookkeeping."""
    route = Route(
        "POST",
        "/interactions/{webhook_id}/{webhook_token}/callback",
        webhook_id=interaction.id,
        webhook_token=interaction.token,
    )
    with pytest.raises(discord.HTTPException) as refused:
        await interaction.client.http.request(route, json={"type": 4, "data": {"content": "x"}})
    return refused.value.code


async def test_a_token_expires() -> None:
    async with DiscordSimulator(token_seconds=0.0) as sim:
        academy = found_academy(sim)
        bot = new_bot()
        refused: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        @bot.tree.command(name="slow", description="Follow up too late")
        async def slow(interaction: Interaction) -> None:
            await interaction.response.send_message("wait")
            try:
                await interaction.followup.send("too late")
            except discord.HTTPException as error:
                refused.set_result(error.code)

        assert slow
        async with running(sim, bot):
            await academy.alice.slash("slow")

            assert await asyncio.wait_for(refused, 5) == 50027


@pytest.mark.parametrize(
    ("command", "options", "complaint"),
    [
        ("nothing", {}, "no command 'nothing' is registered; there are: buy, panel, plan"),
        ("plan", {}, "/plan needs one of: add"),
        ("plan remove", {}, "/plan has no 'remove'; it has: add"),
        ("buy", {}, "/buy needs the option 'product'"),
        ("buy", {"product": "Pen", "count": 1}, "/buy has no option 'count'"),
        ("buy", {"product": 3}, "'product' does not take 3"),
        ("plan add", {"name": "x", "role": "Pro"}, "takes an object with an id"),
    ],
)
async def test_what_no_client_would_send(
    academy: Academy, command: str, options: dict[str, object], complaint: str
) -> None:
    async with running(academy.sim, prepare=with_commands):
        with pytest.raises(ImpossibleError, match=complaint):
            await academy.alice.slash(command, **options)  # pyright: ignore[reportArgumentType]


async def test_a_command_hidden_by_default_permissions(academy: Academy) -> None:
    bot = new_bot()

    @bot.tree.command(name="staff", description="For staff")
    @app_commands.default_permissions(manage_guild=True)
    async def staff(interaction: Interaction) -> None:
        await interaction.response.send_message("hello")

    assert staff
    async with running(academy.sim, bot):
        with pytest.raises(ImpossibleError, match="hidden from alice"):
            await academy.alice.slash("staff")

        assert (await academy.alice.slash("staff", unhidden=True)).text == "hello"
        assert (await academy.guild.owner.slash("staff")).text == "hello"
