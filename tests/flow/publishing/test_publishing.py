"""Test a folder that is published: once, again, changed, with faults, and exported."""

from pathlib import Path

import pytest

from bot.catalogue.service import ProductPrice
from bot.files.store import FileStore, StoreUnavailableError
from bot.publishing.comparison import OtherFolderError
from bot.publishing.export import export
from bot.publishing.folder import read_folder
from bot.publishing.front_matter import body_of
from bot.publishing.service import PublishingService
from data import contents, shop
from data.learning import quizzes, rules
from tests.flow.conftest import GUILD, STAFF
from tests.flow.publishing.conftest import COURSE, Press, write

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_folder_becomes_courses_lessons_and_articles(press: Press) -> None:
    await press.billing.sell()
    assert await press.publish() == []
    found = await press.contents()
    course, install = found["rust/course.md"], found["rust/01-start/01-install.md"]
    first, essay = found["rust/01-start/02-first.md"], found["essay.md"]
    assert [each.kind for each in (course, install, first, essay)] == [
        "course",
        "lesson",
        "lesson",
        "article",
    ]
    assert (install.course_id, install.section, install.position) == (course.id, "Start", 0)
    assert (first.position, install.preview) == (1, True)
    assert all(each.state == "published" for each in found.values())
    assert first.body_key is not None
    assert body_of((await press.store.get(first.body_key)).decode()) == "# Now\n"
    async with press.billing.database.read() as connection:
        lesson = await rules.of_course(connection, course.id)
        quiz = await quizzes.get(connection, first.id)
        (product,) = await shop.products(
            connection, GUILD, sorted(await contents.holders(connection, course))
        )
        held = await contents.holders(connection, essay)
        needed = await rules.prerequisites_of_guild(connection, GUILD)
    assert (lesson[first.id].drip, lesson[first.id].drip_days) == ("days", 3)
    assert quiz is not None
    assert (product.offer.name, product.offer.price.amount) == ("Rust", 1990)
    assert len(held) == 1
    assert needed[essay.id] == {course.id}


@on_sqlite
async def test_publishing_again_changes_nothing_and_asks_nothing_of_stripe(press: Press) -> None:
    await press.billing.sell()
    await press.publish()
    before = await press.contents()
    asked = len(press.billing.stripe.requests)
    assert set((await press.actions()).values()) == {"same"}
    assert await press.publish() == []
    assert await press.contents() == before
    assert len(press.billing.stripe.requests) == asked


@on_sqlite
async def test_two_hundred_lessons_twice(press: Press) -> None:
    await press.billing.sell()
    lessons = {
        f"rust/{part:02}-part/{nth:02}-lesson.md": f"---\ntitle: L{part} {nth}\n---\nText {nth}.\n"
        for part in range(2, 12)
        for nth in range(20)
    }
    write(press.folder, lessons)
    assert await press.publish() == []
    assert set((await press.actions()).values()) == {"same"}
    assert len(await press.contents()) == len(lessons) + 4


@on_sqlite
async def test_only_what_changed_is_written(press: Press) -> None:
    await press.billing.sell()
    await press.publish()
    before = await press.contents()
    write(press.folder, {"essay.md": COURSE["essay.md"] + "More.\n", "rust/01-start/it.png": "new"})
    actions = await press.actions()
    assert [path for path, action in actions.items() if action == "change"] == [
        "essay.md",
        "rust/01-start/01-install.md",
    ]
    await press.publish()
    after = await press.contents()
    assert after["rust/course.md"] == before["rust/course.md"]
    assert after["essay.md"].id == before["essay.md"].id
    assert after["essay.md"].body_key != before["essay.md"].body_key


@on_sqlite
async def test_a_file_that_is_gone_stays_until_it_is_retired(press: Press) -> None:
    await press.billing.sell()
    await press.publish()
    (press.folder / "essay.md").unlink()
    assert (await press.actions())["essay.md"] == "missing"
    await press.publish()
    assert (await press.contents())["essay.md"].state == "published"
    await press.publish(retire=True)
    assert (await press.contents())["essay.md"].state == "retired"
    write(press.folder, {"essay.md": COURSE["essay.md"]})
    assert (await press.actions())["essay.md"] == "same"  # staff may have retired it themselves
    write(press.folder, {"essay.md": COURSE["essay.md"] + "More.\n"})
    await press.publish()
    assert (await press.contents())["essay.md"].state == "published"


@on_sqlite
async def test_a_folder_retires_only_what_it_published_itself(press: Press, tmp_path: Path) -> None:
    await press.billing.sell()
    await press.publish()
    other = tmp_path / "notes"
    write(
        other, {"note.md": "---\ntitle: Note\n---\nText.\n", "old.md": "---\ntitle: Old\n---\nX.\n"}
    )
    for _ in range(2):
        changes = await press.service.compare(GUILD, read_folder(other), retire=True)
        assert {each.path for each in changes} == {"note.md", "old.md"}
        await press.service.apply(GUILD, STAFF, changes)
    (other / "old.md").unlink()
    changes = await press.service.compare(GUILD, read_folder(other), retire=True)
    await press.service.apply(GUILD, STAFF, changes)
    states = {path: each.state for path, each in (await press.contents()).items()}
    assert states.pop("old.md") == "retired"
    assert set(states.values()) == {"published"}


@on_sqlite
async def test_a_path_of_another_folder_is_refused_until_the_folder_is_named(
    press: Press, tmp_path: Path
) -> None:
    await press.billing.sell()
    await press.publish()
    other = tmp_path / "notes"
    write(other, {"essay.md": "---\ntitle: Mine\n---\nText.\n"})
    with pytest.raises(OtherFolderError) as refused:
        await press.service.compare(GUILD, read_folder(other))
    assert (refused.value.path, refused.value.folder) == ("essay.md", press.folder.name)
    changes = await press.service.compare(GUILD, read_folder(other, press.folder.name))
    assert changes[0].action == "change"


@on_sqlite
async def test_what_was_published_before_folders_had_names_becomes_its_folders(
    press: Press,
) -> None:
    await press.billing.sell()
    await press.publish()
    async with press.billing.database.write() as connection:
        for each in (await contents.of_paths(connection, GUILD)).values():
            await contents.change(connection, each.id, folder=None)
    (press.folder / "essay.md").unlink()
    await press.publish(retire=True)  # whose it was is not known
    found = await press.contents()
    assert found.pop("essay.md").folder is None
    assert {each.folder for each in found.values()} == {press.folder.name}
    assert {each.state for each in found.values()} == {"published"}


@on_sqlite
async def test_a_price_that_was_changed_in_discord_is_shown_before_it_is_set(press: Press) -> None:
    await press.billing.sell()
    await press.publish()
    course = (await press.contents())["rust/course.md"]
    await press.catalogue.price(GUILD, STAFF, course.id, ProductPrice("25", "EUR"))
    assert (await press.actions())["rust/course.md"] == "offer"
    await press.publish()
    async with press.billing.database.read() as connection:
        ids = sorted(await contents.holders(connection, course))
        (product,) = await shop.products(connection, GUILD, ids)
    assert product.offer.price.amount == 1990


@on_sqlite
async def test_two_texts_swap_what_is_needed_for_which(press: Press) -> None:
    text = "---\ntitle: {0}\nprerequisites: {1}\n---\nText.\n"
    write(press.folder, {"a.md": text.format("A", "b.md"), "b.md": "---\ntitle: B\n---\nText.\n"})
    await press.publish()
    write(press.folder, {"b.md": text.format("B", "a.md"), "a.md": "---\ntitle: A\n---\nText.\n"})
    await press.publish()
    found = await press.contents()
    async with press.billing.database.read() as connection:
        needed = await rules.prerequisites_of_guild(connection, GUILD)
    assert needed[found["b.md"].id] == {found["a.md"].id}
    assert found["a.md"].id not in needed


@on_sqlite
async def test_what_is_needed_is_stored_once_its_fault_is_mended(press: Press) -> None:
    await press.billing.sell()
    write(press.folder, {"rust/course.md": "---\ntitel: Rust\n---\n"})
    await press.publish()
    write(press.folder, {"rust/course.md": COURSE["rust/course.md"]})
    await press.publish()
    found = await press.contents()
    async with press.billing.database.read() as connection:
        needed = await rules.prerequisites_of_guild(connection, GUILD)
    assert needed[found["essay.md"].id] == {found["rust/course.md"].id}


@on_sqlite
async def test_faults_name_their_lines_and_leave_the_rest(press: Press) -> None:
    await press.billing.sell()
    await press.publish()
    before = await press.contents()
    write(
        press.folder,
        {
            "rust/01-start/02-first.md": "---\ntitle: First\ndrip: sometimes\n---\nText.\n",
            "essay.md": "---\ntitle: Essay\nplans: Pro\n---\nOther words.\n",
        },
    )
    folder = read_folder(press.folder)
    assert [(fault.path, fault.line) for fault in folder.faults] == [
        ("rust/01-start/02-first.md", 3),
    ]
    await press.publish()
    after = await press.contents()
    assert after["rust/01-start/02-first.md"] == before["rust/01-start/02-first.md"]
    assert after["essay.md"].sha256 != before["essay.md"].sha256


@on_sqlite
async def test_a_refused_plan_is_told_and_the_rest_published(press: Press) -> None:
    (refused,) = await press.publish()  # there is no plan called Pro
    assert (refused.path, refused.error.message) == ("essay.md", "grants-no-such-plan")
    assert (await press.contents())["essay.md"].state == "published"


@on_sqlite
async def test_nothing_is_visible_if_the_store_fails(press: Press, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file, where the store needs a folder")
    store = FileStore(f"file:{taken / 'library'}")
    billing = press.billing
    failing = PublishingService(billing.database, store, press.catalogue, billing.clock)
    with pytest.raises(StoreUnavailableError):
        await failing.apply(GUILD, STAFF, await press.compare())
    assert await press.contents() == {}


@on_sqlite
async def test_what_is_exported_is_the_same_folder(press: Press, tmp_path: Path) -> None:
    await press.billing.sell()
    await press.publish()
    out = tmp_path / "out"
    assert await export(press.billing.database, press.store, GUILD, out) == []
    assert _files(out) == _files(press.folder)
    changes = await press.service.compare(GUILD, read_folder(out, press.folder.name))
    assert {each.action for each in changes} == {"same"}


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
