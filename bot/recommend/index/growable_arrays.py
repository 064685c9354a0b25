"""An array that grows, so that columns read in parts don't fragment the memory."""

from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Kind = TypeVar("Kind", bound=np.generic)
FIRST = 1 << 16


class GrowableArrays(Generic[Kind]):
    """An array to append to; what isn't written yet takes no physical memory."""

    def __init__(self, kind: "np.dtype[Kind]", room: int = FIRST) -> None:
        """Start with `room`: an array that grows is copied, and there twice meanwhile."""
        self._array: NDArray[Kind] = np.empty(room, kind)
        self._size = 0

    def room(self, count: int) -> NDArray[Kind]:
        """Return the next `count` elements, to be written."""
        size = self._size + count
        if size > len(self._array):
            grown = np.empty(max(size, 2 * len(self._array)), self._array.dtype)
            grown[: self._size] = self._array[: self._size]
            self._array = grown
        places = self._array[self._size : size]
        self._size = size
        return places

    @property
    def written(self) -> NDArray[Kind]:
        """What was written so far."""
        return self._array[: self._size]

    def append(self, values: NDArray[Any]) -> None:
        """Append values."""
        self.room(len(values))[:] = values

    def taken(self) -> NDArray[Kind]:
        """Return what was written, and start with an empty array."""
        array, size = self._array, self._size
        self._array, self._size = np.empty(FIRST, array.dtype), 0
        return array[:size]
