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
SELDOM = """
import gc
from bot.memory import collect_fully_seldom, freeze_startup_objects

full = 0

def count(phase, info):
    global full
    full += phase == "start" and info["generation"] == 2

def work():
    global full
    full = 0
    kept = [[] for _ in range(400_000)]
    return full

freeze_startup_objects()
gc.callbacks.append(count)
often = work()
collect_fully_seldom()
assert often > 0, "nothing was searched by Python's own setting"
assert work() == 0, "all was searched as often as before"
kept = [[] for _ in range(1_500_000)]
assert full > 0, "nothing is searched any more"
"""


def test_all_is_searched_ten_times_less_often() -> None:
    _run(SELDOM)


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
