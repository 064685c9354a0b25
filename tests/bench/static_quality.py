"""How good the index is as plain collaborative filtering, on a published split.

    python -m tests.bench.static_quality RATINGS [--least 0.15]
    python -m tests.bench.static_quality TRAIN TEST [--members 6000] [--least 0.17]

RATINGS has the columns user, item, rating and time (MovieLens); the last item of each member is
held out. TRAIN and TEST have a line a member, with its items (LightGCN's splits). All is ranked,
without decay, channels and popularity. With --least it fails where the index finds less.

Where all members have much in common, as in MovieLens, a sum over all of them is close to
popularity. The powers of the similarity show it: the sharper, the better, up to what matrix
factorisation finds there.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.recommend.evaluation.baselines import plain_cosine
from bot.recommend.index.index import Index
from bot.recommend.index.params import Params
from bot.recommend.index.query import IndexQuery
from bot.recommend.index.records import NO_AUTHOR, ItemFacts, RatingColumns
from bot.recommend.index.sparse_rows import Ints
from tests.bench.table import show

NOW = 1_700_000_000
DEPTH = 20
DENSE = 30_000_000  # cells of a matrix up to which the textbook's cosine is computed
SHARPER = (2, 4)  # powers of the similarity: the nearest members count for more


class Split(NamedTuple):
    """A data set in two parts: shape (n,) each of members and items from 0."""

    user: Ints
    item: Ints
    test_user: Ints
    test_item: Ints


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", type=Path, nargs="+")
    options.add_argument("--members", type=int, default=10**9, help="how many are tested")
    options.add_argument("--least", type=float, default=0.0, help="of the index's recall")
    found = options.parse_args()
    split = last_held_out(found.files[0]) if len(found.files) == 1 else published(*found.files)
    tested = np.unique(split.test_user)
    if len(tested) > found.members:
        tested = np.random.default_rng(0).choice(tested, found.members, replace=False)
    params = Params(candidates=int(split.item.max()) + 1)
    ours = recall(split, tested, of_index(split, tested, plain_cosine(params)))
    newest = replace(plain_cosine(params), candidate_members=params.candidate_members)
    rows = [
        ["index, plain cosine", *ours.cells],
        [
            "the same, newest members only",
            *recall(split, tested, of_index(split, tested, newest)).cells,
        ],
        ["popular", *popular(split, tested).cells],
    ]
    if (split.user.max() + 1) * (split.item.max() + 1) <= DENSE:
        rows += textbook(split, tested)
    show(f"{len(tested):,} members", ["", f"Recall@{DEPTH}", "±"], rows)
    sys.exit(ours.mean < found.least)


def last_held_out(path: Path) -> Split:
    """Read ratings, and hold out the newest of each member; a header line is skipped."""
    lines = path.read_text().splitlines()
    table = np.array([line.split()[:4] for line in lines if line[:1].isdigit()], np.float64)
    user, item = (np.unique(table[:, n], return_inverse=True)[1] for n in (0, 1))
    order = np.lexsort((np.arange(len(user)), table[:, 3], user))
    newest = np.append(np.diff(user[order]) > 0, True)
    rest, held = order[~newest], order[newest]
    return Split(user[rest], item[rest], user[held], item[held])


def published(train: Path, test: Path) -> Split:
    """Read a split whose lines are a member's number and its items'."""
    parts: list[Ints] = []
    for path in (train, test):
        rows = [np.array(line.split(), np.int64) for line in path.read_text().splitlines()]
        parts.append(np.repeat([row[0] for row in rows], [len(row) - 1 for row in rows]))
        parts.append(np.concatenate([row[1:] for row in rows]))
    return Split(*parts)


class Recall(NamedTuple):
    """The share of each tested member's held-out items that were found."""

    shares: NDArray[np.float64]

    @property
    def mean(self) -> float:
        """The mean over members."""
        return float(self.shares.mean())

    @property
    def cells(self) -> list[str]:
        """The mean and its standard error, as text."""
        return [f"{self.mean:.3f}", f"{self.shares.std() / np.sqrt(len(self.shares)):.3f}"]


def recall(split: Split, tested: Ints, lists: list[Ints]) -> Recall:
    """Compare each tested member's list with what was held out."""
    order = np.argsort(split.test_user, kind="stable")
    users, items = split.test_user[order], split.test_item[order]
    shares: list[float] = []
    for user, listed in zip(tested.tolist(), lists, strict=True):
        held = items[slice(*np.searchsorted(users, [user, user + 1]))]
        shares.append(float(np.isin(held, listed).mean()))
    return Recall(np.array(shares))


def of_index(split: Split, tested: Ints, params: Params) -> list[Ints]:
    """Return each member's list by the index."""
    items = int(max(split.item.max(), split.test_item.max())) + 1
    facts = ItemFacts(
        number=np.arange(items),
        channel=np.zeros(items, np.int64),
        author=np.full(items, NO_AUTHOR),
        created=np.full(items, NOW - 1),
        active=np.full(items, NOW - 1),
        plain=np.zeros(items, np.bool_),
        alive=np.ones(items, np.bool_),
    )
    ones = np.ones(len(split.user), np.int64)
    points, last = ones.astype(np.float64), np.full(len(ones), NOW)
    ratings = RatingColumns(split.user + 1, split.item, points, ones, last)
    query = IndexQuery(Index(facts, ratings, params, NOW))
    pool = query.pool(NOW)
    return [
        query.top_items(user + 1, NOW, DEPTH, pool=pool).items.astype(np.int64)
        for user in tested.tolist()
    ]


def popular(split: Split, tested: Ints) -> Recall:
    """Return the recall of the most popular items."""
    counts = np.bincount(split.item).astype(np.float64)
    order = np.argsort(-counts, kind="stable")
    lists = [
        order[~np.isin(order, split.item[split.user == user])][:DEPTH] for user in tested.tolist()
    ]
    return recall(split, tested, lists)


def textbook(split: Split, tested: Ints) -> list[list[str]]:
    """Return rows of the textbook's cosine between members, with sharper similarities too."""
    shape = (
        int(max(split.user.max(), split.test_user.max())) + 1,
        int(max(split.item.max(), split.test_item.max())) + 1,
    )
    rated = np.zeros(shape)
    rated[split.user, split.item] = 1
    lengths = np.maximum(np.linalg.norm(rated, axis=1), 1)
    sims = rated @ rated.T / np.outer(lengths, lengths)
    np.fill_diagonal(sims, 0)
    rows: list[list[str]] = []
    for power in (1, *SHARPER):
        scores = np.where(rated > 0, -np.inf, sims**power @ rated)[tested]
        lists = list(np.argsort(-scores, axis=1)[:, :DEPTH])
        name = f"textbook's cosine, similarity^{power}"
        rows.append([name, *recall(split, tested, lists).cells])
    return rows


if __name__ == "__main__":
    main()
