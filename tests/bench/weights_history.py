"""Print the history of one log's weights, month by month, with each decision.

Below it: how good the learned weights were on the days after each fit, which nobody had seen.

    python -m tests.bench.weights_history LOG.npz --window 7 [--until-days-before-end 90]

The log has the columns `user`, `item`, `channel` and `ts` (seconds), one row an act.
"""

import argparse
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bot.recommend.fitting.collecting import collect
from bot.recommend.fitting.comparison import ALL
from bot.recommend.fitting.daily_lists import DailyLists
from bot.recommend.fitting.server import fit_server
from bot.recommend.index.params import Floats, Params
from bot.recommend.index.records import ItemFacts
from bot.recommend.index.sparse_rows import Ints
from bot.recommend.index.terms import TERMS
from bot.recommend.replay.dataset import DAY, SignalHistory, midnights
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
    rows, worth = list[list[str]](), Worth()
    end = int(history.at[-1]) - found.until_days_before_end * DAY
    for now in range(int(history.at[0]) + MONTH, end, MONTH):
        report = fit_server(history, current, default, now=now)
        rows.append([str(np.datetime64(now, "s").astype("datetime64[D]")), str(report.reason)])
        change = report.figures.get(ALL)
        rows[-1] += [
            str(report.fitted.lists),
            f"{change.before:.3f}" if change else "",
            f"{change.gain:+.3f} ± {change.error:.3f}" if change else "",
        ]
        if report.adopted:
            fitted = dict(zip(TERMS, report.weights.tolist(), strict=True))
            current = default.with_weights(fitted, current.weights_version + 1)
        if current.weights_version and now + MONTH <= end:
            worth.add(collect(history, default, list(midnights(history, 30, now + MONTH))), current)
        rows[-1] += [f"{weight:.1f}" for weight in current.weights.values()]
    header = ["day", "decision", "lists", "before", "gain ± error", *TERMS]
    show(f"Weights of {found.log.stem}", header, rows)
    show("NDCG@10 of the 30 days after each fit", ["", *Worth.HEADER], [["learned", *worth.row()]])


@dataclass(slots=True)
class Worth:
    """What learned weights are worth on the days after each fit, beside the defaults."""

    HEADER = ("lists", "defaults", "learned", "gain ± error")

    members: list[Ints] = field(default_factory=list[Ints])
    before: list[Floats] = field(default_factory=list[Floats])
    after: list[Floats] = field(default_factory=list[Floats])

    def add(self, lists: DailyLists, learned: Params) -> None:
        """Rank lists by the default and by the learned weights."""
        self.members.append(lists.member)
        self.before.append(lists.ndcg(Params().term_weights.array))
        self.after.append(lists.ndcg(learned.term_weights.array))

    def row(self) -> list[str]:
        """Return the means over members, as text."""
        if not self.members:
            return ["0", "", "", ""]
        member = np.concatenate(self.members)
        _, place, count = np.unique(member, return_inverse=True, return_counts=True)
        before, after = (
            np.bincount(place, np.concatenate(each)) / count for each in (self.before, self.after)
        )
        error = (after - before).std(ddof=1) / np.sqrt(len(count))
        gain = f"{(after - before).mean():+.3f} ± {error:.3f}"
        return [str(len(member)), f"{before.mean():.3f}", f"{after.mean():.3f}", gain]


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


if __name__ == "__main__":
    main()
