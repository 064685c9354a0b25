"""The history of a server whose members join items by a rule, drawn at random."""

from collections.abc import Callable

import numpy as np

from bot.recommend.index.params import Floats
from bot.recommend.index.records import ItemFacts
from bot.recommend.index.sparse_rows import Ints
from bot.recommend.replay.dataset import DAY, SignalHistory
from bot.recommend.signals.aggregate import SignalColumns, kind_weights
from bot.recommend.signals.model import KINDS

START = 1_700_006_400 // DAY * DAY
CHANNELS = 6
OPEN_DAYS = 20

# From a member and the open items' ages in days and channels to their scores.
Rule = Callable[[int, Floats, Ints], Floats]

_REPLY = KINDS.index("reply")
_WEIGHTS = kind_weights(dict.fromkeys(KINDS, 0.0) | {"reply": 3.0})


def at_random(_member: int, ages: Floats, _channels: Ints) -> Floats:
    """Every open item is as likely as any other."""
    return np.zeros(len(ages))


def newest_first(_member: int, ages: Floats, _channels: Ints) -> Floats:
    """New items are far more likely, wherever they are."""
    return -2.0 * ages


def simulated_history(
    rule: Rule, *, members: int, acts: int, days: int = 60, new_items: int = 3, seed: int = 0
) -> SignalHistory:
    """Draw acts; each joins one of the open items by the chances that the rule's scores give."""
    rng = np.random.default_rng(seed)
    items = days * new_items
    created = START + np.sort(rng.integers(0, days * DAY, items))
    channel = rng.integers(1, CHANNELS + 1, items)
    times = START + np.sort(rng.integers(DAY, days * DAY, acts))
    user, chosen = rng.integers(1, members + 1, acts), np.zeros(acts, np.int64)
    for n, at in enumerate(times):
        first, end = np.searchsorted(created, [at - OPEN_DAYS * DAY, at])
        part = slice(int(first), int(end))
        scores = rule(int(user[n]), (at - created[part]) / DAY, channel[part])
        chosen[n] = first + (scores + rng.gumbel(size=len(scores))).argmax() if end > first else 0
    facts = ItemFacts(
        number=np.arange(1, items + 1),
        channel=channel,
        author=np.full(items, members + 1),
        created=created,
        active=created.copy(),
        plain=np.zeros(items, np.bool_),
        alive=np.ones(items, np.bool_),
    )
    kinds = np.full(acts, _REPLY, np.int8)
    return SignalHistory.of(facts, SignalColumns(user, chosen + 1, kinds, times * 1000), _WEIGHTS)
