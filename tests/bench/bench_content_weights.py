"""What the weights of signals on contents are worth, on a shop with planted interests.

Members are each interested in two of eight topics. They look into contents of their topics more
often than into others, and the further an act goes, the likelier it is of their topic: four in ten
of what is opened, but nine in ten of what is finished. A few talk, too. Each member's last content
that they finished is held out, with all that they did on it; the figure is how high it comes among
the contents that are new to them.
"""

from dataclasses import dataclass

import numpy as np
import pytest

from bot.recommend.index.index import Index
from bot.recommend.index.params import Params
from bot.recommend.index.query import IndexQuery
from bot.recommend.index.records import ItemFacts
from bot.recommend.index.state import CandidatePool
from bot.recommend.signals.aggregate import SignalColumns, aggregate, kind_weights
from bot.recommend.signals.model import CONTENT, KINDS
from bot.settings import SignalWeights
from tests.bench.table import show

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

NOW = 1_780_000_000
DAY = 86_400
MEMBERS, CONTENTS, TOPICS, SEEDS = 300, 160, 8, 3
# The part of each act that is of the member's topics; an eighth to a quarter would be by chance.
OF_TOPIC = {"opened": 0.4, "bought": 0.7, "answered": 0.7, "attended": 0.8, "finished": 0.9}
ACTS = {"opened": 8, "bought": 2, "answered": 2, "attended": 1, "finished": 3}
TRIED: dict[str, dict[str, float]] = {
    "chosen": {},
    "none": dict.fromkeys(CONTENT, 0.0),
    "all 1": dict.fromkeys(CONTENT, 1.0),
    "all 3": dict.fromkeys(CONTENT, 3.0),
    "only bought": {**dict.fromkeys(CONTENT, 0.0), "bought": 4.0},
    "only opened": {**dict.fromkeys(CONTENT, 0.0), "opened": 1.0},
    "reversed": {"opened": 4.0, "bought": 1.0, "answered": 1.0, "attended": 1.0, "finished": 1.0},
    "chosen, halved": {
        "bought": 2.0,
        "opened": 0.5,
        "finished": 1.5,
        "attended": 1.5,
        "answered": 1.0,
    },
}


@dataclass(frozen=True, slots=True)
class Shop:
    """Acts of members on contents: member, content, position in `KINDS`, seconds; and held out."""

    rows: list[tuple[int, int, int, int]]
    held_out: dict[int, int]


def plant(seed: int) -> Shop:
    random = np.random.default_rng(seed)
    topic = np.arange(CONTENTS) % TOPICS
    rows: list[tuple[int, int, int, int]] = []
    held_out: dict[int, int] = {}
    for member in range(1, MEMBERS + 1):
        mine = random.choice(TOPICS, 2, replace=False)
        liked, other = np.flatnonzero(np.isin(topic, mine)), np.flatnonzero(~np.isin(topic, mine))
        acts: list[tuple[int, int, int, int]] = []
        for kind, count in ACTS.items():
            for _ in range(int(random.poisson(count))):
                some = liked if random.random() < OF_TOPIC[kind] else other
                at = NOW - int(random.uniform(1, 300)) * DAY
                acts.append((member, int(random.choice(some)) + 1, KINDS.index(kind), at))
        finished = [each for each in acts if KINDS[each[2]] == "finished"]
        if finished:
            held_out[member] = max(finished, key=lambda each: each[3])[1]
        rows += [each for each in acts if each[1] != held_out.get(member)]
    return Shop(rows, held_out)


def measure(shop: Shop, weights: dict[str, float]) -> list[float]:
    """Return the reciprocal rank of what each member finished last."""
    rule = kind_weights({**SignalWeights().model_dump(), **weights})
    number = np.arange(1, CONTENTS + 1)
    when = np.full(CONTENTS, NOW - 400 * DAY)
    facts = ItemFacts(
        number,
        np.full(CONTENTS, 5),
        np.zeros(CONTENTS, np.int64),
        when,
        when,
        np.zeros(CONTENTS, np.bool_),
        np.ones(CONTENTS, np.bool_),
        number,
    )
    user, item, kind, at = (np.array(column, np.int64) for column in zip(*shop.rows, strict=True))
    acts = SignalColumns(user, item, kind.astype(np.int8), at * 1000)
    query = IndexQuery(Index(facts, aggregate(acts, rule), Params(), NOW))
    places = np.arange(CONTENTS, dtype=np.int32)
    pool = CandidatePool(places, np.ones(CONTENTS, np.bool_), np.ones(1, np.bool_))
    found: list[float] = []
    for member, content in shop.held_out.items():
        best = query.top_items(member, NOW, CONTENTS, pool=pool)
        order = query.index.items.ids[best.items].tolist()
        found.append(1 / (1 + order.index(content)) if content in order else 0.0)
    return found


def test_weights_of_signals_on_contents() -> None:
    shops = [plant(seed) for seed in range(SEEDS)]
    rows: list[list[str]] = []
    for name, weights in TRIED.items():
        ranks = np.array([rank for shop in shops for rank in measure(shop, weights)])
        half = 1.96 * ranks.std(ddof=1) / np.sqrt(len(ranks))
        ten = float((ranks >= 0.1).mean())
        rows.append([name, f"{ranks.mean():.3f} ± {half:.3f}", f"{100 * ten:.1f} %"])
    show("What was finished last", ["weights", "reciprocal rank", "among the first 10"], rows)
