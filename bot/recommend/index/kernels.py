"""What the answers of an index are computed from, and by.

There are two implementations, which return the same: `NumpyKernels` at once, and `CompiledKernels`,
several times as fast, once numba has compiled it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from bot.recommend.index.params import Floats, KernelParams
from bot.recommend.index.sparse_rows import Ids, Ints, SparseRowsView
from bot.recommend.index.state import Aggregates, Presence, TopK

if TYPE_CHECKING:
    from bot.recommend.index.pool_layout import PoolLayout

# The positions of the candidates that may be shown to a member, shape (n,), and their terms about
# the member, shape (n, PERSONAL).
Measured = tuple[Ints, Floats]


class IndexArrays(NamedTuple):
    """The arrays of an index at one moment, and the constants.

    Attributes:
        by_user, by_item: The ratings by member and by item.
        world: The sums over ratings, and the items' fields.
        numbers: The constants.
    """

    by_user: SparseRowsView
    by_item: SparseRowsView
    world: Aggregates
    numbers: KernelParams


class Kernels(Protocol):
    """Computes the answers of one index; used by one thread at a time."""

    def find_neighbours(self, arrays: IndexArrays, row: int, hour: int) -> tuple[Ids, Floats]:
        """Return the rows of the members most similar to one, the most similar first.

        The similarities are cosines times one factor that is the same for all.
        """
        ...

    def presence(self, arrays: IndexArrays, items: Ids, hour: int) -> Presence:
        """Return the newest members of some items, and what is left of their ratings."""
        ...

    def measure(
        self, arrays: IndexArrays, row: int, hour: int, layout: "PoolLayout", interest: Floats
    ) -> Measured:
        """Return the terms about one member of all candidates that may be shown to it."""
        ...

    def rank(
        self,
        arrays: IndexArrays,
        rows: Ids,
        hour: int,
        layout: "PoolLayout",
        *,
        interest: Floats,
        out: TopK,
    ) -> None:
        """Find the best items for each of some members.

        Args:
            arrays: The index.
            rows: Shape (n,), the members' rows, or MISSING for one without ratings.
            hour: The index's hour.
            layout: The candidates.
            interest: Shape (n, channels), each member's stated interest in each channel, 0 to 1.
            out: Receives the best items.
        """
        ...


MakeKernels = Callable[[], Kernels]  # for one index
