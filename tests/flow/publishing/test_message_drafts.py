"""Messages as drafts: nothing is sold without consent, refused ones are erased."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.catalogue.service import ProductPrice
from bot.clock import ShiftedClock
from bot.errors import UserError
from bot.files.cleaning import StoreCleaning
from bot.files.store import FileStore
from bot.publishing.message_drafts import CONSENT_DAYS, MessageDrafts, SourceMessage
from bot.publishing.message_source import AttachedFile
from bot.recommend.profile.erasure import Erasure
from data import consents, contents, publishing
from data.contents import Content, NewContent
from tests.flow.conftest import GUILD, STAFF
from tests.flow.publishing.conftest import Press
from tests.flow.recommend.community import Community

AUTHOR = 77
FILES = [AttachedFile("a.png", "A box", b"picture"), AttachedFile("b.zip", "", b"archive")]


def drafts_of(press: Press) -> MessageDrafts:
    return MessageDrafts(press.billing.database, press.billing.clock, press.store)


def message(author_id: int = AUTHOR) -> SourceMessage:
    return SourceMessage(GUILD, author_id, "Lifetimes", "Who owns it?", FILES)


def erasing(press: Press, drafts: MessageDrafts) -> Erasure:
    buffer = Community(press.billing.database).buffer
    erasure = Erasure(press.billing.database, buffer, press.billing.clock)
    erasure.also(drafts.erase_author)
    return erasure


async def kept(press: Press, content_id: int) -> bool:
    async with press.billing.database.read() as connection:
        content = await contents.get(connection, GUILD, content_id)
        media = await publishing.media_of(connection, [content_id])
    assert (content is None) == (media == {})
    return content is not None


async def stored(press: Press) -> set[str]:
    """Return the keys of all bytes in the store."""
    return {
        each.key
        for purpose in ("texts", "pictures", "files")
        async for each in press.store.list(purpose)
    }


async def used(press: Press, content: Content) -> set[str | None]:
    async with press.billing.database.read() as connection:
        media = await publishing.media_of(connection, [content.id])
    return {content.body_key, *(each.key for each in media[content.id].values())}


async def test_with_consent_it_is_a_draft_like_any_other(press: Press) -> None:
    drafts = drafts_of(press)
    content, consent = await drafts.add(message(), STAFF)
    assert consent is not None
    price = ProductPrice("9", "EUR")
    for act in (
        press.catalogue.publish(GUILD, STAFF, content.id),
        press.catalogue.price(GUILD, STAFF, content.id, price),
        press.catalogue.include(GUILD, STAFF, content.id, "Pro", included=True),
    ):
        if act.__name__ == "include":
            await press.billing.sell()
        with pytest.raises(UserError, match="message-consent-waits"):
            await act
    with pytest.raises(UserError, match="message-consent-gone"):
        await drafts.decide(GUILD, content.id, AUTHOR + 1, agreed=True)
    await drafts.decide(GUILD, content.id, AUTHOR, agreed=True)
    await press.catalogue.price(GUILD, STAFF, content.id, price)
    published = await press.catalogue.publish(GUILD, STAFF, content.id)
    assert (published.author_id, published.state) == (AUTHOR, "published")
    with pytest.raises(UserError, match="message-consent-gone"):
        await drafts.decide(GUILD, content.id, AUTHOR, agreed=False)
    assert await kept(press, content.id)


async def test_what_the_author_declines_is_erased_with_its_bytes(press: Press) -> None:
    content, _ = await drafts_of(press).add(message(), STAFF)
    other, _ = await drafts_of(press).add(message(AUTHOR + 1), STAFF)
    assert len(await stored(press)) == 6
    await drafts_of(press).decide(GUILD, content.id, AUTHOR, agreed=False)
    assert not await kept(press, content.id)
    assert await kept(press, other.id)
    assert await stored(press) == await used(press, other)


async def test_a_store_that_fails_keeps_nobody_from_declining(press: Press, tmp_path: Path) -> None:
    content, _ = await drafts_of(press).add(message(), STAFF)
    (tmp_path / "file").touch()
    fails = FileStore(f"file:{tmp_path / 'file'}")  # no folder
    drafts = MessageDrafts(press.billing.database, press.billing.clock, fails)
    await drafts.decide(GUILD, content.id, AUTHOR, agreed=False)
    assert not await kept(press, content.id)
    assert len(await stored(press)) == 3, "the daily cleaning finds them"


async def test_erasing_a_member_takes_the_bytes_of_their_drafts_at_once(press: Press) -> None:
    drafts = drafts_of(press)
    mine = [(await drafts.add(message(), STAFF))[0] for _ in range(2)]
    agreed, _ = await drafts.add(message(), STAFF)
    await drafts.decide(GUILD, agreed.id, AUTHOR, agreed=True)
    other, _ = await drafts.add(message(AUTHOR + 1), STAFF)
    assert await erasing(press, drafts).erase(GUILD, AUTHOR) >= len(mine)
    assert [await kept(press, each.id) for each in (*mine, agreed, other)] == [
        *(False, False),
        *(True, True),
    ]
    assert await stored(press) == await used(press, agreed) | await used(press, other)
    assert await erasing(press, drafts).erase(GUILD, AUTHOR) == 0


async def test_bytes_that_an_interrupted_erasure_left_are_cleaned(
    press: Press, tmp_path: Path
) -> None:
    other, _ = await drafts_of(press).add(message(AUTHOR + 1), STAFF)
    content, _ = await drafts_of(press).add(message(), STAFF)
    (tmp_path / "file").touch()
    fails = FileStore(f"file:{tmp_path / 'file'}")
    drafts = MessageDrafts(press.billing.database, press.billing.clock, fails)
    await erasing(press, drafts).erase(GUILD, AUTHOR)
    assert not await kept(press, content.id)
    assert len(await stored(press)) == 6
    clock = ShiftedClock()
    clock.advance(timedelta(days=2))  # the files are of the machine's time
    cleaning = StoreCleaning(press.billing.database, clock, press.store)
    cleaning.follow("texts", publishing.keys_in_use)
    cleaning.follow("pictures", publishing.keys_in_use)
    assert await cleaning.run() == 3
    assert await stored(press) == await used(press, other)


async def test_bytes_that_another_content_has_are_kept(press: Press) -> None:
    content, _ = await drafts_of(press).add(message(), STAFF)
    new = NewContent(GUILD, "article", "Other", STAFF, body_key=content.body_key)
    async with press.billing.database.write() as connection:
        other = await contents.add(connection, new, press.billing.clock.now())
    await drafts_of(press).decide(GUILD, content.id, AUTHOR, agreed=False)
    assert await stored(press) == {other.body_key}


async def test_a_draft_whose_author_can_t_be_asked_leaves_no_bytes(press: Press) -> None:
    content, _ = await drafts_of(press).add(message(), STAFF)
    await drafts_of(press).discard(content)
    assert await stored(press) == set()


async def test_without_an_answer_it_is_erased_after_seven_days(press: Press) -> None:
    drafts = drafts_of(press)
    content, _ = await drafts.add(message(), STAFF)
    press.billing.clock.advance(timedelta(days=CONSENT_DAYS, minutes=-1))
    assert await drafts.erase_lapsed() == 0
    press.billing.clock.advance(timedelta(minutes=1))
    assert await drafts.erase_lapsed() == 1
    assert not await kept(press, content.id)
    assert await stored(press) == set()


async def test_what_staff_wrote_themselves_waits_for_nobody(press: Press) -> None:
    content, consent = await drafts_of(press).add(message(STAFF), STAFF)
    assert consent is None
    await press.catalogue.publish(GUILD, STAFF, content.id)


async def test_a_draft_that_waits_is_erased_with_its_authors_data(press: Press) -> None:
    content, _ = await drafts_of(press).add(message(), STAFF)
    async with press.billing.database.write() as connection:
        assert await consents.erase_member(connection, GUILD, STAFF) == 0
        assert await consents.erase_member(connection, GUILD, AUTHOR) == 1
    assert not await kept(press, content.id)


async def test_an_empty_message_is_refused(press: Press) -> None:
    with pytest.raises(UserError, match="message-empty"):
        await drafts_of(press).add(SourceMessage(GUILD, AUTHOR, "x", " \n", []), STAFF)
