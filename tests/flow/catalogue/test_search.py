"""Contents and offers are found by what somebody typed, whatever its case."""

import pytest

from bot.errors import UserError
from bot.learning.course_state import CourseReader
from bot.learning.profile_service import ProfileService
from bot.learning.service import LearningService
from data import offer_names
from tests.flow.catalogue.conftest import Shelf
from tests.flow.conftest import GUILD
from tests.flow.learning.conftest import ZONE


@pytest.mark.parametrize("typed", ["über", "ÜBER", "Über", "100%"])
async def test_a_title_is_found_in_each_spelling(shelf: Shelf, typed: str) -> None:
    await shelf.add("Über Caches, 100% sicher")
    await shelf.add("1000 Caches")
    found = await shelf.service.find(GUILD, typed, 25)
    assert [each.title for each in found] == ["Über Caches, 100% sicher"]


async def test_the_newest_are_offered_and_no_lessons(shelf: Shelf) -> None:
    course = await shelf.add("Rust course", kind="course")
    await shelf.add("Rust lesson", kind="lesson", course_id=course.id)
    await shelf.add("Rust essay")
    found = await shelf.service.find(GUILD, "rust", 25)
    assert [each.title for each in found] == ["Rust essay", "Rust course"]
    assert [each.title for each in await shelf.service.find(GUILD, "", 1)] == ["Rust essay"]


async def test_a_course_is_named_by_its_id_or_its_title(shelf: Shelf) -> None:
    database, clock = shelf.billing.database, shelf.billing.clock
    reader = CourseReader(database, clock, shelf.ownership, lambda _: ZONE, lambda _: 50)
    learning = LearningService(database, clock, reader)
    course = await shelf.add("Rust", kind="course")
    essay = await shelf.add("Essay")
    assert (await learning.named(GUILD, str(course.id))).id == course.id
    assert (await learning.named(GUILD, "Rust")).id == course.id
    assert [each.id for each in await learning.find(GUILD, "r", 25)] == [course.id]
    for unknown in (str(essay.id), "Essay", "9" * 40):
        with pytest.raises(UserError, match="learn-no-such-course"):
            await learning.named(GUILD, unknown)


async def test_the_most_frequent_tags_come_first(shelf: Shelf) -> None:
    for title, tags in (("A", ("rust",)), ("B", ("go", "rust")), ("C", ("go", "rust"))):
        await shelf.add(title, tags=tags)
    course = await shelf.add("Course", kind="course")
    await shelf.add("Lesson", kind="lesson", course_id=course.id, tags=("hidden",))
    profiles = ProfileService(shelf.billing.database, shelf.billing.clock, lambda _: ())
    choices = await profiles.choices(GUILD)
    assert choices.tags == ["rust", "go"]
    assert [each.title for each in choices.courses] == ["Course"]


async def test_an_offer_is_found_by_its_name_in_any_case(shelf: Shelf) -> None:
    offer_id = await shelf.sell("Ärger", await shelf.add("Essay"))
    async with shelf.billing.database.read() as connection:
        for name in ("Ärger", "ärger", "ÄRGER"):
            found = await offer_names.find(connection, GUILD, name, ("active",))
            assert found is not None
            assert found.id == offer_id
        assert await offer_names.find(connection, GUILD, "Ärger", ("retired",)) is None
        assert await offer_names.find(connection, GUILD, "Arger", ("active",)) is None
