"""Test that exports are stored once, however often they are imported."""

import json
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from bot.recommend.importing.command import import_exports
from bot.recommend.signals.snowflake import id_at, time_of
from bot.settings import Settings
from data import privacy
from data.engine import Database
from data.tables import items, signals
from tests import exports
from tests.exports import GUILD, head, message, reaction, user, write

START = id_at(datetime(2026, 3, 1, tzinfo=UTC))
CHAT, NEWS, FORUM, POST, ASIDE, ALONE = (START + number for number in range(1, 7))
ANN, BOB, CLEO, ROBOT = 11, 12, 13, 19


def at(number: int) -> int:
    """Return the id of a message written so many seconds after the start."""
    return START + (number * 1000 << 22)


async def imported(database: Database, *paths: Path) -> tuple[bool, str]:
    output: list[str] = []
    settings = Settings.model_validate({"activity": {"content_channels": ["news"]}})
    whole = await import_exports(database, settings, paths, output.append)
    return whole, "\n".join(output)


async def known(database: Database) -> dict[tuple[int, int], list[str]]:
    query = (
        select(signals.c.user_id, items.c.object_id, signals.c.kind, signals.c.at, items.c.title)
        .join(items)
        .order_by(signals.c.kind)
    )
    found: dict[tuple[int, int], list[str]] = {}
    async with database.read() as reading:
        for row in await reading.execute(query):
            found.setdefault((row.user_id, row.object_id), []).append(row.kind)
    return found


def a_past(folder: Path) -> None:
    write(
        folder / "chat.json",
        head(CHAT),
        [
            message(at(1), ANN, reaction("👍", BOB, ANN), reaction("👎", CLEO)),
            message(at(2), BOB, answers=at(1)),
            message(at(3), ANN, answers=at(1)),  # to herself
            message(at(4), user(ROBOT, bot=True), reaction("👍", BOB)),
            message(at(5), CLEO, answers=at(4)),  # to a bot
            message(at(6), CLEO, kind="ThreadCreated", thread=ALONE),
            message(at(7), BOB, answers=99),  # to what no file holds
            message(at(8), CLEO, reaction("ferris", BOB, emoji_id="77", nameless=2)),
        ],
    )
    write(folder / "news.json", head(NEWS, name="news"), [message(at(1) + 1, ANN)])
    (folder / "threads").mkdir()
    write(
        folder / "threads" / "post.json",
        head(POST, "GuildPublicThread", "Borrowing", FORUM),
        [message(POST, ANN, reaction("👍", BOB)), message(at(9), CLEO, reaction("🎉", BOB))],
    )
    write(
        folder / "threads" / "alone.json",
        head(ALONE, "GuildPublicThread", "Alone", CHAT),
        [message(at(10), BOB)],
    )
    write(folder / "secret.json", head(8, "GuildPrivateThread"), [message(at(1) + 2, ANN)])


EXPECTED = {
    (BOB, at(1)): ["react", "reply"],
    (CLEO, at(1)): ["dislike"],
    (BOB, at(8)): ["react"],
    (ANN, at(1) + 1): ["post"],
    (ANN, POST): ["post"],
    (BOB, POST): ["react", "react"],
    (CLEO, POST): ["reply"],
    (CLEO, ALONE): ["post"],
    (BOB, ALONE): ["reply"],
}


async def test_a_past_is_taken_in_once(database: Database, tmp_path: Path) -> None:
    a_past(tmp_path)
    whole, output = await imported(database, tmp_path)
    assert whole, output
    assert "4 of 5 files read completely. Messages: 12, signals: 11, 11 of them new." in output
    for left_out in (
        "reactions without a user in the files: 2",
        "replies to messages that are in no file: 1",
        "files of private threads or direct messages: 1",
    ):
        assert f"Skipped {left_out}" in output
    assert await known(database) == EXPECTED
    whole, output = await imported(database, tmp_path)
    assert "signals: 11, 0 of them new" in output
    assert await known(database) == EXPECTED
    async with database.read() as reading:
        rows = (await reading.execute(select(items))).all()
        stored = {row.object_id: (row.kind, row.title, row.channel_id) for row in rows}
        times = set((await reading.scalars(select(signals.c.at))).all())
    assert stored[POST] == ("post", "Borrowing", FORUM)
    assert stored[ALONE] == ("thread", "Alone", CHAT)
    assert stored[at(1) + 1][0] == "content"
    assert time_of(at(2)) in times


async def test_broken_files_are_named_and_the_others_taken_in(
    database: Database, tmp_path: Path
) -> None:
    a_past(tmp_path)
    whole = (tmp_path / "chat.json").read_text(encoding="utf-8")
    torn = tmp_path / "torn.json"
    torn.write_text(whole[: whole.index(f'"{at(4)}"')], encoding="utf-8")
    (tmp_path / "chat.json").unlink()
    (tmp_path / "nonsense.json").write_text("[1, 2", encoding="utf-8")
    (tmp_path / "other.json").write_text('{"name": "package"}', encoding="utf-8")
    write(tmp_path / "strange.json", head(9), [{"id": "what"}])
    done, output = await imported(database, tmp_path, tmp_path / "absent.json")
    assert not done
    for name in ("torn", "nonsense", "other", "strange", "absent"):
        assert f"{name}.json: it" in output or f"{name}.json: one of" in output, (name, output)
    assert "3 of 9 files read completely" in output
    assert "words" not in output
    found = await known(database)
    assert found[BOB, at(1)] == ["react", "reply"]  # what was read before the break stays
    assert (BOB, at(8)) not in found


async def test_what_a_member_had_erased_does_not_come_back(
    database: Database, tmp_path: Path
) -> None:
    a_past(tmp_path)
    async with database.write() as writing:
        await privacy.set_erased(writing, GUILD, BOB, time_of(at(8)))
    await imported(database, tmp_path)
    found = await known(database)
    assert {place for place in found if place[0] == BOB} == {(BOB, POST), (BOB, ALONE)}
    assert found[CLEO, POST] == ["reply"]


async def test_a_thread_in_several_parts_stays_a_post(database: Database, tmp_path: Path) -> None:
    first = head(POST, "GuildPublicThread", "Borrowing", FORUM)
    write(tmp_path / "a [part 2].json", first, [message(at(9), BOB)])
    write(tmp_path / "b.json", first, [message(POST, ANN)])
    write(tmp_path / "c [part 3].json", first, [message(at(10), CLEO)])
    await imported(database, tmp_path)
    async with database.read() as reading:
        (kind,) = (await reading.scalars(select(items.c.kind))).all()
    assert kind == "post"


def test_the_long_form_is_the_same_file(tmp_path: Path) -> None:
    several = [message(at(number), ANN) for number in range(3)]
    one = write(tmp_path / "one.json", head(CHAT), several)
    other = exports.write_long(tmp_path / "other.json", head(CHAT), iter(several))
    assert json.loads(one.read_text()) == json.loads(other.read_text())
