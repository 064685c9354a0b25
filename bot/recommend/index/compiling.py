"""How the loops of the index are compiled.

The choice was measured (`tests/bench/bench_index.py`). On 10 million interactions of 100,000
members numpy alone needs milliseconds an answer, most of it for moving arrays about; scipy's
sparse products can neither stop at a popular item's newest members nor at the best neighbours.
A loop compiled by numba takes a fraction of a millisecond and lets other threads run meanwhile:
that pays for its 200 MB on disk. `reference.py` says the same in numpy, with the same additions
in the same order, and a property test holds the two together.

In compiled loops arrays have names of their own: numba counts references at each look into a tuple.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compile at the first call, and keep the outcome on disk beside the source, where that can be.

    Where neither that folder nor the user's own can be written to, each start compiles anew.
    """
    try:
        kept = numba.njit(cache=True, nogil=True, error_model="numpy")
        return cast("Function", kept(function))
    except RuntimeError:
        return cast("Function", numba.njit(nogil=True, error_model="numpy")(function))
