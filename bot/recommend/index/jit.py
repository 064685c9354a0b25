"""The decorator that compiles the kernels of the index with numba.

The choice was measured (`tests/bench/bench_index.py`). On 10 million interactions of 100,000
members numpy alone needs milliseconds an answer, most of it for copying arrays; scipy's sparse
products can neither stop at a popular item's newest members nor at the best neighbours. A loop
compiled by numba takes a fraction of a millisecond and releases the GIL: that is worth its 200 MB
on disk. `reference.py` computes the same in numpy, with the same additions in the same order, and
a property test compares the two.

Kernels first bind arrays to local names, because numba counts references at each tuple access.
"""

import os
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core import config

Function = TypeVar("Function", bound=Callable[..., Any])
HERE = Path(__file__).parent


def jit(function: Function) -> Function:
    """Compile a function at its first call, and cache the result on disk.

    Where no folder is writable, each start of the bot compiles again.
    """
    place = _place()
    if place is not None:
        config.CACHE_DIR = str(place)  # pyright: ignore[reportAttributeAccessIssue] numba makes it
    kept = numba.njit(cache=place is not None, nogil=True, error_model="numpy")
    return cast("Function", kept(function))


@cache
def _place() -> Path | None:
    """Return the cache folder for exactly these sources; None if none is writable.

    The folder depends on all sources because numba invalidates a function only when its own file
    changes, not the functions inlined into it: after an update old and new kernels would mix.
    """
    name = f"compiled-{fingerprint(HERE)}"
    configured = os.environ.get("NUMBA_CACHE_DIR")
    folders = (
        [Path(configured)]
        if configured
        else [HERE / "__pycache__", Path.home() / ".cache" / "lyceum"]
    )
    return next((folder / name for folder in folders if _writable(folder)), None)


def fingerprint(folder: Path) -> str:
    """Return a hash of the sources in a folder (16 hexadecimal characters)."""
    sources = b"".join(file.read_bytes() for file in sorted(folder.glob("*.py")))
    return blake2b(sources, digest_size=8).hexdigest()


def _writable(folder: Path) -> bool:
    """Return whether a folder is writable or can be created."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    return there.is_dir() and os.access(there, os.W_OK)
