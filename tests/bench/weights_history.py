"""Print the history of one log's weights, month by month, with each decision.

    python -m tests.bench.weights_history LOG.npz --window 7 [--until-days-before-end 90]

The log has the columns `user`, `item`, `channel` and `ts` (seconds), one row an act.
"""

import argparse
from pathlib import Path

import numpy as np

from bot.recommend.fitting.comparison import ALL
from bot.recommend.fitting.server import fit_server
from bot.recommend.index.params import Params
from bot.recommend.index.records import ItemFacts
from bot.recommend.index.terms import TERMS
from bot.recommend.replay.dataset import DAY, SignalHistory
from bot.recommend.signals.aggregate import SignalColumns
from tests.bench.table import show

MONTH = 30 * DAY


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("log", type=Path)
    options.add_argument("--window", type=float, required=True, help="days an item stays eligible")
    options.add_argument("--until-days-before-end", type=int, default=0)
    found = options.parse_args()
    history = history_of(found.log)
    default = current = Params(max_age_days=found.window)
    rows: list[list[str]] = []
    end = int(history.at[-1]) - found.until_days_before_end * DAY
    for now in range(int(history.at[0]) + MONTH, end, MONTH):
        report = fit_server(history, current, default, now=now)
        rows.append([month(now), str(report.reason), str(report.fitted.lists)])
        change = report.figures.get(ALL)
        if change is None:
            rows[-1] += [""] * 2
        else:
            rows[-1] += [f"{change.before:.3f}", f"{change.gain:+.3f} ± {change.error:.3f}"]
        if report.adopted:
            fitted = dict(zip(TERMS, report.weights.tolist(), strict=True))
            current = default.with_weights(fitted, current.weights_version + 1)
        rows[-1] += [f"{weight:.1f}" for weight in current.weights.values()]
    header = ["month", "decision", "lists", "before", "gain ± error", *TERMS]
    show(f"Weights of {found.log.stem}", header, rows)


def history_of(path: Path) -> SignalHistory:
    """Read a log; its items' authors are those who acted on them first."""
    log = np.load(path)
    order = np.argsort(log["ts"], kind="stable")
    user, item, channel, at = (
        log[name][order].astype(np.int64) for name in ("user", "item", "channel", "ts")
    )
    numbers, first = np.unique(item, return_index=True)
    facts = ItemFacts(
        number=numbers,
        channel=channel[first],
        author=user[first] + 1,  # 0 stands for nobody
        created=at[first],
        active=at[first],
        plain=np.zeros(len(numbers), np.bool_),
        alive=np.ones(len(numbers), np.bool_),
    )
    acts = SignalColumns(user + 1, item, np.zeros(len(user), np.int8), at * 1000)
    return SignalHistory.of(facts, acts, np.ones(1))


def month(at: int) -> str:
    """Return the year and month of a time."""
    return str(np.datetime64(at, "s").astype("datetime64[M]"))


if __name__ == "__main__":
    main()
