"""The decorator that compiles the index's kernels with numba, which is optional.

Kernels first bind arrays to local names, because numba counts references at each tuple access.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from numba.core import config

from bot.recommend.index.compile_cache import cache_folder

Function = TypeVar("Function", bound=Callable[..., Any])


def jit(function: Function) -> Function:
    """Compile a function at its first call, and cache the result on disk."""
    folder = cache_folder()
    if folder is not None:
        config.CACHE_DIR = str(folder)  # pyright: ignore[reportAttributeAccessIssue] numba makes it
    kept = numba.njit(cache=folder is not None, nogil=True, error_model="numpy")
    return cast("Function", kept(function))
