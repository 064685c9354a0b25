"""Lists and panels that answer one member alone, though others may reach their buttons."""

from typing import Any

import discord

from bot.client import LyceumClient


async def is_theirs(interaction: discord.Interaction[Any], member_id: int, *, refusal: str) -> bool:
    """Tell whether the member pressed for whom it was made; else answer with a message's words."""
    if interaction.user.id == member_id:
        return True
    client: LyceumClient = interaction.client
    words = client.words(interaction)
    await interaction.response.send_message(words(refusal), ephemeral=True)
    return False
