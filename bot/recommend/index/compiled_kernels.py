"""An index's answers by loops that numba compiles; importing this takes a second."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from bot.recommend.index import neighbors_kernel, rows_kernel, scoring_kernel
from bot.recommend.index.kernels import IndexArrays, Measured
from bot.recommend.index.params import Floats
from bot.recommend.index.pool_layout import PoolLayout
from bot.recommend.index.sparse_rows import Ids
from bot.recommend.index.state import Presence, TopK, Workspace

THREADS = 2  # among which many members are divided; each needs a workspace
FEW = 8  # fewer members are not worth a second thread


class CompiledKernels:
    """Answers as `NumpyKernels` does; keeps the workspaces between answers."""

    def __init__(self) -> None:
        self._workspaces: dict[int, Workspace] = {}
        self._sizes = (0, 0, 0)

    def find_neighbours(self, arrays: IndexArrays, row: int, hour: int) -> tuple[Ids, Floats]:
        """Return the members most similar to one; see `Kernels`."""
        by_user, by_item, world, numbers = arrays
        workspace = self._workspace(arrays)
        own = rows_kernel.newest(by_user, row, numbers.max_own_items, workspace.own)
        near = neighbors_kernel.find_neighbours(row, hour, own, by_item, world, workspace, numbers)
        return workspace.near_rows[:near].copy(), workspace.near_sims[:near].copy()

    def presence(self, arrays: IndexArrays, items: Ids, hour: int) -> Presence:
        """Return the newest members of some items; see `Kernels`."""
        return scoring_kernel.presence(items, hour, arrays.by_item, arrays.numbers)

    def measure(
        self, arrays: IndexArrays, row: int, hour: int, layout: PoolLayout, interest: Floats
    ) -> Measured:
        """Return one member's terms; see `Kernels`."""
        by_user, by_item, world, numbers = arrays
        workspace = self._workspace(arrays)
        scoring_kernel.measure(
            row, hour, layout, by_user, by_item, world, workspace, interest, numbers
        )
        slots = np.flatnonzero(~workspace.hidden[: len(layout.items)])
        return slots, workspace.values[slots]

    def rank(
        self,
        arrays: IndexArrays,
        rows: Ids,
        hour: int,
        layout: PoolLayout,
        *,
        interest: Floats,
        out: TopK,
    ) -> None:
        """Find the best items for each member, for many on two cores; see `Kernels`."""
        by_user, by_item, world, numbers = arrays

        def work(part: slice, workspace: Workspace) -> None:
            scoring_kernel.rank(
                rows[part],
                hour,
                layout,
                by_user,
                by_item,
                world,
                workspace,
                interest[part],
                numbers,
                out.part(part),
            )

        if len(rows) < FEW:
            work(slice(None), self._workspace(arrays))
            return
        size = -(-len(rows) // THREADS)
        parts = [slice(first, first + size) for first in range(0, len(rows), size)]
        workspaces = [self._workspace(arrays, thread) for thread in range(THREADS)]
        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(work, parts, workspaces))

    def _workspace(self, arrays: IndexArrays, thread: int = 0) -> Workspace:
        world = arrays.world
        sizes = (len(world.squared_norms), len(world.authors), len(world.channel_activity))
        if sizes != self._sizes:
            self._workspaces, self._sizes = {}, sizes
        if thread not in self._workspaces:
            self._workspaces[thread] = Workspace.of(*sizes, arrays.numbers)
        return self._workspaces[thread]
