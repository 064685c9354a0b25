"""Provide a minimal panel of commands, buttons, a menu and a form."""

import discord
from discord import app_commands
from discord.ext import commands


class Form(discord.ui.Modal, title="Form"):
    """Asks for one text."""

    word: discord.ui.TextInput["Form"] = discord.ui.TextInput(label="Word", max_length=5)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"got {self.word.value}", ephemeral=True)


class Panel(discord.ui.View):
    """Two buttons and a menu."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Ask", custom_id="ask")
    async def ask(self, interaction: discord.Interaction, _: object) -> None:
        await interaction.response.send_modal(Form())

    @discord.ui.button(label="Save", custom_id="save")
    async def save(self, interaction: discord.Interaction, _: object) -> None:
        await interaction.response.edit_message(content="saved", view=None)

    @discord.ui.button(label="Later", custom_id="later")
    async def later(self, interaction: discord.Interaction, _: object) -> None:
        await interaction.response.defer()
        await interaction.followup.send("later", ephemeral=True)

    @discord.ui.button(label="Silent", custom_id="silent")
    async def silent(self, interaction: discord.Interaction, _: object) -> None:
        await interaction.response.defer()

    @discord.ui.select(
        custom_id="pick", options=[discord.SelectOption(label="One", value="1")], placeholder="?"
    )
    async def pick(
        self, interaction: discord.Interaction, select: "discord.ui.Select[Panel]"
    ) -> None:
        await interaction.response.send_message(f"picked {select.values[0]}")


def with_commands(bot: commands.Bot) -> None:
    """Register /panel, /plan add, /buy, /silence and the menu "Save for later"."""
    tree = bot.tree
    tree.command(name="panel", description="Show the panel")(_panel)
    tree.command(name="silence", description="Never answer")(_silence)
    tree.context_menu(name="Save for later")(_save)
    buy = tree.command(name="buy", description="Buy")(_buy)
    buy.autocomplete("product")(_products)
    plan = app_commands.Group(name="plan", description="Plans")
    plan.command(name="add", description="Add a plan")(_add)
    tree.add_command(plan)


async def _panel(interaction: discord.Interaction, *, hidden: bool = False) -> None:
    await interaction.response.send_message("panel", view=Panel(), ephemeral=hidden)


async def _silence(_: discord.Interaction) -> None:
    pass


async def _save(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(f"saved {message.id}", ephemeral=True)


async def _add(
    interaction: discord.Interaction,
    name: str,
    role: discord.Role,
    who: discord.Member | None = None,
) -> None:
    await interaction.response.defer(ephemeral=True)
    spoken = interaction.locale.value
    await interaction.followup.send(f"{name} gives {role.name} to {who} ({spoken})")


async def _buy(interaction: discord.Interaction, product: str) -> None:
    await interaction.response.send_message(product)
    await interaction.followup.send("thanks", ephemeral=True)
    await interaction.edit_original_response(content=f"{product}, sold")


async def _products(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
    offered = [name for name in ("Pen", "Pad", "Cup") if name.startswith(typed)]
    return [app_commands.Choice(name=name, value=name) for name in offered]
