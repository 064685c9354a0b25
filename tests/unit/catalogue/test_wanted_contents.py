from datetime import UTC, datetime

import pytest

from bot.catalogue.wanted_contents import Access, access_to, wanted_contents
from bot.payments.ledger.entitlement import Entitlement, State
from data.contents import Content, ContentState, Kind

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SINGLE, BUNDLE = 1, 2
HELD = {SINGLE: frozenset({10}), BUNDLE: frozenset({10, 11})}


def entitlement(offer_id: int, state: State) -> Entitlement:
    return Entitlement(f"pi_{offer_id}", None, offer_id, state, NOW, None, False, "paid", None)


def content(
    number: int = 10,
    state: ContentState = "published",
    *,
    kind: Kind = "article",
    course_id: int | None = None,
    preview: bool = False,
) -> Content:
    return Content(
        id=number,
        guild_id=1,
        kind=kind,
        title="Title",
        summary="",
        state=state,
        author_id=5,
        course_id=course_id,
        section="",
        position=0,
        preview=preview,
        minutes=None,
        topic="",
        tags=(),
        body_key=None,
        cover_key=None,
        path=None,
        sha256=None,
        card_channel_id=None,
        card_message_id=None,
        created_at=NOW,
        published_at=None,
        retired_at=None,
    )


@pytest.mark.parametrize(
    ("state", "opens"),
    [
        (State.PENDING, False),
        (State.UPCOMING, False),
        (State.ACTIVE, True),
        (State.GRACE, True),
        (State.SUSPENDED, False),
        (State.ENDED, False),
    ],
)
def test_contents_are_open_while_an_entitlement_gives_access(
    state: State,
    opens: bool,  # noqa: FBT001 a parameter of the table
) -> None:
    assert wanted_contents([entitlement(SINGLE, state)], HELD) == ({10} if opens else set())


def test_one_of_two_offers_is_enough() -> None:
    mine = [entitlement(SINGLE, State.ENDED), entitlement(BUNDLE, State.ACTIVE)]
    assert wanted_contents(mine, HELD) == {10, 11}


def test_an_offer_without_contents_opens_none() -> None:
    assert wanted_contents([entitlement(99, State.ACTIVE)], HELD) == set()


@pytest.mark.parametrize(
    ("state", "preview", "owned", "expected"),
    [
        ("draft", False, True, Access.HIDDEN),
        ("draft", True, False, Access.HIDDEN),
        ("published", False, True, Access.OWNED),
        ("published", False, False, Access.LOCKED),
        ("published", True, True, Access.OWNED),
        ("published", True, False, Access.PREVIEW),
        ("retired", False, True, Access.OWNED),
        ("retired", False, False, Access.HIDDEN),
        ("retired", True, False, Access.HIDDEN),
    ],
)
def test_access_follows_state_preview_and_ownership(
    state: ContentState,
    preview: bool,  # noqa: FBT001 a parameter of the table
    owned: bool,  # noqa: FBT001
    expected: Access,
) -> None:
    found = access_to(content(10, state, preview=preview), None, {10} if owned else set())
    assert found is expected
    assert found.opens == (expected in (Access.OWNED, Access.PREVIEW))


@pytest.mark.parametrize(
    ("lesson", "course", "expected_owned", "expected_other"),
    [
        ("published", "published", Access.OWNED, Access.LOCKED),
        ("published", "draft", Access.HIDDEN, Access.HIDDEN),
        ("draft", "published", Access.HIDDEN, Access.HIDDEN),
        ("published", "retired", Access.OWNED, Access.HIDDEN),
        ("retired", "published", Access.OWNED, Access.HIDDEN),
    ],
)
def test_a_lesson_opens_with_its_course(
    lesson: ContentState, course: ContentState, expected_owned: Access, expected_other: Access
) -> None:
    of_course = content(20, course, kind="course")
    one = content(21, lesson, kind="lesson", course_id=20)
    assert access_to(one, of_course, {20}) is expected_owned
    assert access_to(one, of_course, {10}) is expected_other
