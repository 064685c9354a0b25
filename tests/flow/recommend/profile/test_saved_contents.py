"""Test that saved cards of contents are listed as contents."""

from datetime import timedelta

from bot.recommend.signals.items import NewItem
from data import saved
from data.engine import Database
from tests.flow.recommend.community import GUILD, Community


async def test_only_saved_cards_are_contents_the_last_saved_first(database: Database) -> None:
    community, ids = Community(database), {10: 1, 11: 2, 12: None}
    for number, content_id in ids.items():
        at = community.clock.now()
        card = NewItem(GUILD, "post", number, 5, None, at, "Title", content_id=content_id)
        community.buffer.register(card)
    for number in (10, 12, 11):
        community.act(50, number, "save")
        community.clock.advance(timedelta(minutes=1))
    await community.buffer.flush()
    async with database.read() as connection:
        assert await saved.contents(connection, GUILD, 50, 15) == [2, 1]
        assert await saved.contents(connection, GUILD, 51, 15) == []
