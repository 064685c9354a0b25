"""Test that loaded objects are frozen, garbage is freed, and memory is returned."""

import gc
import platform
import subprocess
import sys
import weakref

import pytest

from bot.memory import LoadedObjects, freeze_startup_objects


class Node:
    """One of two objects that refer to each other."""

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
    freeze_startup_objects()
    del kept
    gc.collect()
    assert gone() is not None  # it rested: nobody looked
    freeze_startup_objects()
    assert gone() is None
    assert gc.get_freeze_count() > 10_000


def test_what_is_loaded_is_frozen_and_freed_when_it_is_loaded_again(
    request: pytest.FixtureRequest,
) -> None:
    request.addfinalizer(gc.unfreeze)
    loaded = LoadedObjects()
    kept = pair()
    loaded.freeze()
    gone = weakref.ref(kept)
    del kept
    gc.collect()
    assert gone() is not None
    loaded.freeze()
    assert gone() is None


HELD = """
import sys
import numpy
from bot.memory import give_back
from tests.bench.memory import reset_peak
assert sys.argv[1] == "no" or give_back()
large = numpy.ones(20 << 20, numpy.int8)
del large  # from now on glibc itself would take as much from its heap
parts = [numpy.ones(1 << 20, numpy.int8) for _ in range(200)]
del parts[:-1]  # the last stands above the others
print(int(reset_peak()))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has the setting")
def test_what_is_freed_below_something_kept_goes_back_to_the_system() -> None:
    kept, given_back = (_held(word) for word in ("no", "yes"))
    assert kept - given_back > 150  # MiB


def _held(word: str) -> int:
    command = [sys.executable, "-c", HELD, word]
    return int(subprocess.run(command, check=True, capture_output=True).stdout)  # noqa: S603 ours
