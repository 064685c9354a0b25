"""Compare one answer, a batch and the index's memory with scipy and implicit.

Power-law popularity and activity; members have two favourite corners of the catalogue. The peers'
scores know no time, channels or permissions: they do less. implicit and scipy are no requirements
of ours; where they are not installed their rows say so. `INDEX_SIZES=1,10,50` are millions.
"""

import importlib
import os
import time
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.recommend.index.compiled_kernels import CompiledKernels
from bot.recommend.index.index import Index
from bot.recommend.index.params import Params
from bot.recommend.index.query import IndexQuery
from bot.recommend.index.records import ItemFacts, RatingColumns
from bot.recommend.index.warmup import warm_up
from tests.bench.table import show

pytestmark = pytest.mark.bench

MEMBERS, ITEMS = {1: 10_000, 10: 100_000, 50: 300_000}, {1: 50_000, 10: 200_000, 50: 500_000}
FIRST = 1_700_000_000
QUERIES, BATCH, LISTED = 500, 4_000, 10
AT_ONCE = 1_000  # of a batch, of ours and of implicit's
PEERS_UP_TO = 10  # millions: beyond, fitting takes minutes and tens of gigabytes

Array = NDArray[np.int64]
Answer = Callable[[int], object]


def people_and_things(millions: int) -> tuple[Array, Array]:
    """Draw distinct pairs of a member and an item, in a random order of time."""
    rng = np.random.default_rng(7)
    members, items = MEMBERS[millions], ITEMS[millions]
    corners = max(20, int(items**0.5) // 4)
    size, wanted = items // corners, millions * 1_000_000
    drawn = int(wanted * 1.45)
    activity = rng.permutation((np.arange(1, members + 1) + 10.0) ** -0.75)
    user = rng.choice(members, drawn, p=activity / activity.sum())
    home = rng.integers(0, corners, (members, 2))
    where = rng.random(drawn)
    corner = home[user, (where > 0.5).astype(np.int64)]
    corner[where > 0.8] = rng.integers(0, corners, int((where > 0.8).sum()))
    popularity = (np.arange(1, size + 1) + 8.0) ** -0.9
    thing = rng.choice(size, drawn, p=popularity / popularity.sum())
    keys = rng.permutation(np.unique(user * items + corner * size + thing))[:wanted]
    return keys // items, keys % items


def ours(user: Array, item: Array, millions: int) -> tuple[Index, float]:
    count = ITEMS[millions]
    at = FIRST + np.arange(len(user)) * (115 * 86_400) // len(user)
    active = np.full(count, FIRST)
    np.maximum.at(active, item, at)
    facts = ItemFacts(
        number=np.arange(count),
        channel=np.arange(count) % 50,
        author=np.zeros(count, np.int64),
        created=np.full(count, FIRST),
        active=active,
        plain=np.zeros(count, np.bool_),
        alive=np.ones(count, np.bool_),
    )
    ones = np.ones(len(user))
    pairs = RatingColumns(user + 1, item, ones, ones.astype(np.int64), at)
    began = time.perf_counter()
    index = Index(facts, pairs, Params(max_age_days=3650), int(at[-1]) + 1)
    return index, time.perf_counter() - began


def timed(answer: Answer, users: Array) -> list[str]:
    """Return the median and the 99th percentile of one answer, in milliseconds."""
    for user in users[:20]:
        answer(int(user))
    took: list[float] = []
    for user in users:
        began = time.perf_counter()
        answer(int(user))
        took.append(time.perf_counter() - began)
    return [f"{np.percentile(took, at) * 1e3:.2f} ms" for at in (50, 99)]


def batch_of_ours(index_query: IndexQuery, users: Array, now: int) -> float:
    """Answer many in one call for a thousand; return answers a second."""
    began = time.perf_counter()
    for start in range(0, len(users), AT_ONCE):
        index_query.top_items_of_many(users[start : start + AT_ONCE] + 1, now, LISTED)
    return len(users) / (time.perf_counter() - began)


def peers(user: Array, item: Array, millions: int, asked: Array, many: Array) -> list[list[str]]:
    """Measure implicit's cosine and scipy's products on the same data."""
    try:
        sparse = importlib.import_module("scipy.sparse")
        models = importlib.import_module("implicit.nearest_neighbours")
    except ImportError as error:
        return [["peers", f"not installed: {error.name}", "", "", "", ""]]
    shape = (MEMBERS[millions], ITEMS[millions])
    ones = np.ones(len(user), np.float32)
    matrix = sparse.csr_matrix((ones, (user, item)), shape=shape)
    began = time.perf_counter()
    model = models.CosineRecommender(K=200, num_threads=2)
    model.fit(matrix, show_progress=False)
    fit = time.perf_counter() - began
    held = model.similarity.data.nbytes + model.similarity.indices.nbytes
    held += matrix.data.nbytes + matrix.indices.nbytes
    one = timed(lambda u: model.recommend(u, matrix[u], N=LISTED), asked)
    began = time.perf_counter()
    for start in range(0, len(many), AT_ONCE):
        part = many[start : start + AT_ONCE]
        model.recommend(part, matrix[part], N=LISTED)
    rate = len(many) / (time.perf_counter() - began)
    rows = [["implicit cosine", f"{fit:.1f} s", *one, f"{rate:,.0f}/s", f"{held / len(user):.1f}"]]

    transposed = matrix.T.tocsr()
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(1)).ravel())

    def by_products(member: int) -> Array:
        sims = (matrix[member] @ transposed).toarray().ravel() / np.maximum(lengths, 1e-9)
        sims[member] = 0
        near = np.argpartition(-sims, 64)[:64]
        scores = sims[near] @ matrix[near]
        scores[matrix[member].indices] = -1
        return np.argpartition(-scores, LISTED)[:LISTED]

    held = 2 * (matrix.data.nbytes + matrix.indices.nbytes)
    one = timed(by_products, asked[:100])
    return [*rows, ["scipy user cosine", "", *one, "", f"{held / len(user):.1f}"]]


@pytest.mark.filterwarnings("ignore")  # the peers warn of their own doings
@pytest.mark.timeout(3600)
def test_the_index_beside_its_peers() -> None:
    warm_up()
    sizes = [int(size) for size in os.environ.get("INDEX_SIZES", "1,10").split(",")]
    rows: list[list[str]] = []
    for millions in sizes:
        user, item = people_and_things(millions)
        index, built = ours(user, item, millions)
        now = FIRST + 116 * 86_400
        index_query, rng = IndexQuery(index, kernels=CompiledKernels()), np.random.default_rng(1)
        active = np.unique(user)
        asked, many = rng.choice(active, QUERIES, replace=False), rng.choice(active, BATCH)
        one = timed(lambda u, a=index_query, n=now: a.top_items(u + 1, n, LISTED), asked)
        rate = batch_of_ours(index_query, many, now)
        taken = _taken_in(index, rng, millions, now)
        held = f"{index.nbytes / len(user):.1f}"
        name = f"Lyceum, {len(user) / 1e6:.0f} M"
        rows.append([name, f"{built:.1f} s", *one, f"{rate:,.0f}/s", held])
        rows.append(["  an act taken in", "", *taken, "", ""])
        if millions <= PEERS_UP_TO:
            rows += peers(user, item, millions, asked, many)
    head = ["", "build or fit", "p50", "p99", "batch, 2 threads", "bytes each"]
    show("Top 10 for one member; bytes an interaction", head, rows)


def _taken_in(index: Index, rng: np.random.Generator, millions: int, now: int) -> list[str]:
    took: list[float] = []
    for _ in range(2_000):
        user, item = (rng.integers(top, size=1) for top in (MEMBERS[millions], ITEMS[millions]))
        one = np.ones(1, np.int64)
        pair = RatingColumns(user + 1, item, np.ones(1), one, one * now)
        began = time.perf_counter()
        index.take_in(pair)
        took.append(time.perf_counter() - began)
    return [f"{np.percentile(took, at) * 1e6:.0f} µs" for at in (50, 99)]
