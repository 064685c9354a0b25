"""Test the cards of contents: posted once, also if the process died in between."""

import pytest

from bot.simulator.discord import text_of
from bot.simulator.discord.state.records import Message
from data import contents
from data.engine import open_database
from tests.e2e.polling import eventually
from tests.e2e.sandbox import Sandbox
from tests.spec.discord_spec import assert_conforms


async def forget_card(sandbox: Sandbox, card: Message) -> None:
    """Leave what a process leaves that ends after posting a card; Discord forgets its nonce."""
    database = open_database(sandbox.database_url)
    async with database.write() as connection:
        await contents.change(connection, 1, card_message_id=None, card_shown=None)
    await database.close()
    card.nonce = None


@pytest.mark.parametrize("kind", ["forum", "text"])
async def test_a_card_is_not_posted_again_after_a_crash(sandbox: Sandbox, kind: str) -> None:
    guild, owner = sandbox.guild, sandbox.guild.owner
    shop = guild.create_forum("shop") if kind == "forum" else guild.create_text_channel("shop")

    def cards() -> list[Message]:
        return shop.messages if kind == "text" else [each.starter for each in shop.threads]

    async with sandbox.app(library={"shop_channel": "shop"}):
        await guild.wait_for_command("catalogue")
        made = await owner.slash("catalogue add", in_=sandbox.staff, kind="session", title="Talk")
        await owner.click(made, "Publish")
        await eventually(cards, "no card")
    [card] = cards()
    await forget_card(sandbox, card)
    async with sandbox.app(library={"shop_channel": "shop"}):
        await guild.wait_for_command("catalogue")
        await owner.slash("catalogue retire", in_=sandbox.staff, content="1")
        await eventually(lambda: "No longer on sale" in text_of(card), "the card was not edited")
    assert cards() == [card]
    assert_conforms(sandbox.discord)
