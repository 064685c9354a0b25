"""Tune the garbage collector and the C library's allocator."""

import ctypes
import gc
import sys

MIDDLE_COLLECTIONS = 100  # per full one; Python's own 10 is for programs without a deadline
LARGE = 1 << 18  # bytes
_MAP_FROM = -3  # glibc's M_MMAP_THRESHOLD


def freeze_startup_objects() -> None:
    """Exclude present objects from garbage collection, after freeing earlier garbage.

    Modules, the translations and Discord's members are some 450,000 objects in a server of 50,000
    members: searching them for cycles blocks the event loop for over a tenth of a second at any
    moment.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def collect_fully_seldom() -> None:
    """Search all objects that are not frozen ten times less often.

    Beside the frozen ones, minutes of work leave 120,000 objects in a large server. Searching them
    blocks the event loop for up to 70 ms and finds next to nothing, because what dies in a cycle
    mostly dies young: with Python's own setting, every ten seconds at a hundred signals a second.
    """
    youngest, middle, _ = gc.get_threshold()
    gc.set_threshold(youngest, middle, MIDDLE_COLLECTIONS)


def freeze_what_came() -> None:
    """Search young objects for garbage, then exclude all from garbage collection."""
    gc.collect(1)
    gc.freeze()


class LoadedObjects:
    """Discord's servers and members, frozen once they are loaded."""

    def __init__(self) -> None:
        self._again = False

    def freeze(self) -> None:
        """Exclude all present objects; call it whenever everything is loaded.

        The first time little of it is garbage, so it isn't searched: that would block the event
        loop. Later there are servers and members from before, which only a search can free.
        """
        if self._again:
            freeze_startup_objects()
        self._again = True
        freeze_what_came()


def give_back() -> bool:
    """Have large freed blocks returned to the system; return whether it's possible.

    By default glibc takes ever larger blocks from its heap once some were freed. After a server's
    index is loaded, that retains two hundred megabytes. Other C libraries don't have the setting
    and are left alone.
    """
    if not sys.platform.startswith("linux"):
        return False
    setting = getattr(ctypes.CDLL(None), "mallopt", None)
    return setting is not None and setting(_MAP_FROM, LARGE) == 1
