"""Finding constants that suit a server, on its own past.

One constant after the other is moved up or down while that helps (coordinate ascent). All moves of
a round are tried in one pass through the days. Half-lives of what the index sums up stay as they
are: they would need another index each.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.recommend.evaluation.baselines import ours
from bot.recommend.evaluation.dataset import SignalHistory
from bot.recommend.evaluation.metrics import mean
from bot.recommend.evaluation.rolling import ReplayState, replay_days
from bot.recommend.index.params import Params

COUNT = 10
MOVES = {
    "taste_weight": (0.5, 0.75, 1.5, 2.0),
    "popularity_weight": (0.0, 0.5, 2.0),
    "channel_busyness": (0.6, 0.8, 1.2),
    "recency_hours": (0.5, 2.0),
    "recency_power": (0.75, 0.9, 1.15, 1.35),
    "neighbour_half_life_days": (0.5, 2.0),
}
MOST = {"channel_busyness": 1.0}
LEAST_GAIN = 0.001  # of NDCG@10: less is noise

Tell = Callable[[int, float, Params], None]


def search(
    history: SignalHistory, midnights: Sequence[int], tuning: Params, rounds: int, tell: Tell
) -> Params:
    """Return the best constants found; `tell` hears of each round, its NDCG@10 and constants."""
    for number in range(1, rounds + 1):
        tried = {"": tuning} | {
            f"{name} {factor}": replace(tuning, **{name: _moved(tuning, name, factor)})
            for name, factors in MOVES.items()
            for factor in factors
        }
        marks = _marks(history, midnights, tuning, tried)
        best = max(marks, key=marks.__getitem__)
        tell(number, marks[best], tried[best])
        if marks[best] < marks[""] + LEAST_GAIN:
            return tuning
        tuning = _combined(tuning, tried, marks)
    return tuning


def _moved(tuning: Params, name: str, factor: float) -> float:
    return min(getattr(tuning, name) * factor, MOST.get(name, float("inf")))


def _combined(tuning: Params, tried: dict[str, Params], marks: dict[str, float]) -> Params:
    """Make the best single move."""
    best = max(marks, key=marks.__getitem__)
    return tried[best] if marks[best] > marks[""] else tuning


def _marks(
    history: SignalHistory, midnights: Sequence[int], tuning: Params, tried: dict[str, Params]
) -> dict[str, float]:
    past = ReplayState.begin(history, [tuning], midnights[0])
    systems = {name: ours(past.indexes[0], each, COUNT) for name, each in tried.items()}
    found = replay_days(past, midnights, systems)
    return {name: mean(each.by_member(each.ndcg)) for name, each in found.items()}
