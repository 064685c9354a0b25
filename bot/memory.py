"""How the process deals with memory: for the garbage collector, and for the C library."""

import ctypes
import gc
import sys

LARGE = 1 << 18  # bytes
_MAP_FROM = -3  # glibc's M_MMAP_THRESHOLD


def freeze_startup_objects() -> None:
    """Let what is loaded now rest until the next call; what was let go since the last is freed.

    Modules, the catalogue and Discord's members are some 450,000 objects in a server of 50,000: to
    look through them for cycles blocks the event loop for more than a tenth of a second, at any
    moment.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def give_back() -> bool:
    """Have what is large go back to the system as soon as it is freed; say whether that can be.

    By itself glibc takes larger and larger pieces from its heap once some were freed. After a
    server's index is loaded, that keeps two hundred megabytes from everybody. Other C libraries
    don't know the setting, and are left alone.
    """
    if not sys.platform.startswith("linux"):
        return False
    setting = getattr(ctypes.CDLL(None), "mallopt", None)
    return setting is not None and setting(_MAP_FROM, LARGE) == 1
