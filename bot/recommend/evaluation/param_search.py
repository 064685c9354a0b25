"""Search for the constants that fit a server best, on its own history.

Each round tries to change each constant and keeps the best change (coordinate ascent). All changes
of a round are tried in one replay of the days. Half-lives of the index's sums stay as they are,
because each would need another index.
"""

from collections.abc import Callable, Sequence

from bot.recommend.evaluation.baselines import ours
from bot.recommend.index.params import Params
from bot.recommend.replay.dataset import SignalHistory
from bot.recommend.replay.metrics import mean
from bot.recommend.replay.rolling import ReplayState, replay_days

COUNT = 10
MOVES = (0.5, 0.75, 1.5, 2.0)  # factors of a weight
MIN_GAIN = 0.001  # of NDCG@10; less is noise

OnRound = Callable[[int, float, Params], None]


def search(
    history: SignalHistory, midnights: Sequence[int], tuning: Params, rounds: int, report: OnRound
) -> Params:
    """Return the best constants; `report` gets each round, its NDCG@10 and constants."""
    for number in range(1, rounds + 1):
        tried = {"": tuning} | {
            f"{name} {factor}": tuning.with_weights({name: weight * factor}, 0)
            for name, weight in tuning.weights.items()
            for factor in MOVES
        }
        scores = _scores(history, midnights, tuning, tried)
        best = max(scores, key=scores.__getitem__)
        report(number, scores[best], tried[best])
        if scores[best] < scores[""] + MIN_GAIN:
            return tuning
        tuning = _combined(tuning, tried, scores)
    return tuning


def _combined(tuning: Params, tried: dict[str, Params], scores: dict[str, float]) -> Params:
    """Return the constants with the best single change."""
    best = max(scores, key=scores.__getitem__)
    return tried[best] if scores[best] > scores[""] else tuning


def _scores(
    history: SignalHistory, midnights: Sequence[int], tuning: Params, tried: dict[str, Params]
) -> dict[str, float]:
    past = ReplayState.begin(history, [tuning], midnights[0])
    systems = {name: ours(past.indexes[0], each, COUNT) for name, each in tried.items()}
    found = replay_days(past, midnights, systems)
    return {name: mean(each.by_member(each.ndcg)) for name, each in found.items()}
