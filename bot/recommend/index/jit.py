"""How the loops of the index are compiled.

The choice was measured (`tests/bench/bench_index.py`). On 10 million interactions of 100,000
members numpy alone needs milliseconds an answer, most of it for moving arrays about; scipy's
sparse products can neither stop at a popular item's newest members nor at the best neighbours.
A loop compiled by numba takes a fraction of a millisecond and lets other threads run meanwhile:
that pays for its 200 MB on disk. `reference.py` says the same in numpy, with the same additions
in the same order, and a property test holds the two together.

In compiled loops arrays have names of their own: numba counts references at each look into a tuple.
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
    """Compile at the first call, and keep the outcome on disk, where that can be.

    Where no folder can be written to, each start compiles anew.
    """
    place = _place()
    if place is not None:
        config.CACHE_DIR = str(place)  # pyright: ignore[reportAttributeAccessIssue] numba makes it
    kept = numba.njit(cache=place is not None, nogil=True, error_model="numpy")
    return cast("Function", kept(function))


@cache
def _place() -> Path | None:
    """Return a folder for what is compiled of exactly these sources; None: there is none.

    numba keeps a loop until that loop's own file changes, with all others compiled into it as they
    once were: after an update old and new ones would read each other's arrays.
    """
    name = f"compiled-{fingerprint(HERE)}"
    told = os.environ.get("NUMBA_CACHE_DIR")
    folders = [Path(told)] if told else [HERE / "__pycache__", Path.home() / ".cache" / "lyceum"]
    return next((folder / name for folder in folders if _writable(folder)), None)


def fingerprint(folder: Path) -> str:
    """Return a word for the sources in a folder, another one after any change."""
    sources = b"".join(file.read_bytes() for file in sorted(folder.glob("*.py")))
    return blake2b(sources, digest_size=8).hexdigest()


def _writable(folder: Path) -> bool:
    """Tell whether a folder can be written to, or made."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    return there.is_dir() and os.access(there, os.W_OK)
