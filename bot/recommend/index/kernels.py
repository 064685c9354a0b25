"""What the answers of an index are computed from, and by.

There are two implementations, which return the same: `NumpyKernels` at once, and `CompiledKernels`,
several times as fast, once numba has compiled it.
"""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from bot.recommend.index.params import Floats, KernelParams
from bot.recommend.index.sparse_rows import Ids, SparseRowsView
from bot.recommend.index.state import Aggregates, CandidatePool, TopK


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

    def rank(
        self,
        arrays: IndexArrays,
        rows: Ids,
        times: tuple[int, int],
        pool: CandidatePool,
        *,
        interest: Floats,
        out: TopK,
    ) -> None:
        """Find the best items for each of some members.

        Args:
            arrays: The index.
            rows: Shape (n,), the members' rows, or MISSING for one without ratings.
            times: Seconds since 1970, and the index's hour at that time.
            pool: The items that may be recommended.
            interest: Shape (n, channels), each member's stated interest in each channel, 0 to 1.
            out: Receives the best items.
        """
        ...


MakeKernels = Callable[[], Kernels]  # for one index
