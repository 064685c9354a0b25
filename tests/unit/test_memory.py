"""Test that loaded objects are frozen, garbage is freed, and memory is returned."""

import platform
import subprocess
import sys

import pytest

# In processes of their own, whose few objects are quickly looked through.
LET_GO = """
import gc
import weakref
from bot.memory import LoadedObjects, freeze_startup_objects

class Node:
    other = None

def pair():
    one, two = Node(), Node()
    one.other, two.other = two, one
    return one
"""
FROZEN_AT_START = """
kept = pair()
gone = weakref.ref(kept)
freeze_startup_objects()
del kept
gc.collect()
assert gone() is not None, "a frozen object was looked at"
freeze_startup_objects()
assert gone() is None, "garbage was kept"
assert gc.get_freeze_count() > 1_000
"""
FROZEN_WHEN_LOADED = """
loaded = LoadedObjects()
kept = pair()
loaded.freeze()
gone = weakref.ref(kept)
del kept
gc.collect()
assert gone() is not None, "a frozen object was looked at"
loaded.freeze()
assert gone() is None, "garbage was kept"
"""


def test_what_rests_is_not_looked_through_and_is_freed_once_let_go() -> None:
    _run(LET_GO + FROZEN_AT_START)


def test_what_is_loaded_is_frozen_and_freed_when_it_is_loaded_again() -> None:
    _run(LET_GO + FROZEN_WHEN_LOADED)


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
    return int(_run(HELD, word))


def _run(script: str, *words: str) -> bytes:
    command = [sys.executable, "-c", script, *words]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout  # noqa: S603 ours
