"""Test that members answered together get what each would get alone."""

from bot.recommend.index.kernels import IndexArrays
from bot.recommend.index.numpy_kernels import NumpyKernels
from bot.recommend.index.params import Floats
from bot.recommend.index.pool_layout import PoolLayout
from bot.recommend.index.sparse_rows import Ids
from bot.recommend.index.state import TopK
from bot.recommend.ranking.batch import find_for_many
from bot.recommend.ranking.rank import ListRequest, find
from bot.recommend.ranking.request import Interest, MemberRequest, Readable
from tests.unit.recommend.small_community import SECONDS, SmallCommunity


async def test_each_gets_what_it_would_get_alone() -> None:
    community = SmallCommunity()
    for number in range(1, 13):
        community.item(number, channel=5 + number % 3)
        for user in range(1, 1 + number % 5):
            community.act(user, number)
    index_query = community.index_query()
    closed = {2: 5, 4: 6}  # who cannot read what
    asks = [
        MemberRequest(user, _all_but(closed.get(user)), interest=_stated(user))
        for user in range(1, 7)
    ]
    wanted = [
        ListRequest(2 + user % 2, SECONDS, by_time=user == 3, hidden=range(user))
        for user in range(1, 7)
    ]

    together = await find_for_many(index_query, asks, wanted)

    for found, ask, want in zip(together, asks, wanted, strict=True):
        alone = find(index_query, ask, want)
        assert len(alone.items) > 0
        assert [part.tolist() for part in found] == [part.tolist() for part in alone]


async def test_members_with_the_same_channels_are_answered_in_one_call() -> None:
    community = SmallCommunity()
    for number in range(1, 5):
        community.item(number, channel=5 + number % 2)
        community.act(number, number)
    index_query = community.index_query()
    index_query.kernels = kernels = _Counting()
    closed = [None, 5, None, 5, None]
    asks = [MemberRequest(user, _all_but(each)) for user, each in enumerate(closed, start=1)]

    await find_for_many(index_query, asks, [ListRequest(2, SECONDS)] * len(asks))

    assert sorted(kernels.sizes) == [2, 3]


class _Counting(NumpyKernels):
    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[int] = []

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
        self.sizes.append(len(rows))
        super().rank(arrays, rows, hour, layout, interest=interest, out=out)


def _all_but(closed: int | None) -> Readable:
    return lambda channel: channel != closed


def _stated(user: int) -> Interest | None:
    return (lambda channel: (channel + user) % 3 / 3) if user % 2 else None
