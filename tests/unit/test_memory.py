"""What is loaded rests; what was let go is freed, even if it had rested."""

import gc
import weakref

import pytest

from bot.memory import settle


class Node:
    """One of two that hold each other."""

    def __init__(self) -> None:
        self.other: Node | None = None


def pair() -> Node:
    one, other = Node(), Node()
    one.other, other.other = other, one
    return one


def test_what_rests_is_not_looked_through_and_is_freed_once_let_go(
    request: pytest.FixtureRequest,
) -> None:
    request.addfinalizer(gc.unfreeze)
    kept = pair()
    gone = weakref.ref(kept)
    settle()
    del kept
    gc.collect()
    assert gone() is not None  # it rested: nobody looked
    settle()
    assert gone() is None
    assert gc.get_freeze_count() > 10_000
