"""Draw the chart of a comparison, without text: matplotlib's font has no Chinese.

The marks are those of the text next to it: a green circle for recommendations, an orange square for
"newest first", a dark diamond for the ratio of the two. Each is drawn on its interval.
"""

# matplotlib leaves its many **kwargs untyped:
# pyright: reportUnknownMemberType=false

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from bot.recommend.experiment.analysis import LiftResult
from bot.recommend.experiment.confidence import ConfidenceInterval

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GREEN, ORANGE, DARK, GREY = "#2e9e5b", "#e8871e", "#2b2d31", "#8a8f98"
SIZE = (7.2, 3.4)  # inches
DOTS = 160  # an inch
TIMES = "\N{MULTIPLICATION SIGN}"
ABOVE = 0.22  # distance of a number above its mark


@dataclass(frozen=True, slots=True)
class _Mark:
    """One row of the chart: its position, marker shape, colour and number format."""

    row: float
    shape: str
    colour: str
    number: str


def draw(comparison: LiftResult) -> bytes:
    """Return a PNG. Takes half a second, the first time two: call it in a thread."""
    from matplotlib.figure import Figure  # noqa: PLC0415 takes a second, and is seldom needed

    figure = Figure(figsize=SIZE, dpi=DOTS, layout="constrained", facecolor="white")
    bounded = comparison.ratio.bounded
    plots: list[Axes] = list(
        figure.subplots(2, 1, height_ratios=(2, 1), squeeze=False)[:, 0]
        if bounded
        else figure.subplots(1, 1, squeeze=False)[:, 0]
    )
    taste, control = _percent(comparison.taste.rate), _percent(comparison.control.rate)
    _draw(plots[0], taste, _Mark(1, "o", GREEN, "{:.1f}%"))
    _draw(plots[0], control, _Mark(0, "s", ORANGE, "{:.1f}%"))
    _frame(plots[0], 1.7, "{x:g}%")
    plots[0].set_xlim(left=0)
    if bounded:
        _draw(plots[1], comparison.ratio, _Mark(0, "D", DARK, TIMES + " {:.2f}"))
        plots[1].axvline(1, color=GREY, linestyle="--", linewidth=1, zorder=0)
        _frame(plots[1], 0.7, TIMES + " {x:g}")
        low, high = min(comparison.ratio.low, 1), max(comparison.ratio.high, 1)
        plots[1].set_xlim(low - (high - low) / 5, high + (high - low) / 5)
    target = BytesIO()
    figure.savefig(target, format="png")
    return target.getvalue()


def _percent(part: ConfidenceInterval) -> ConfidenceInterval:
    return ConfidenceInterval(100 * part.estimate, max(0.0, 100 * part.low), 100 * part.high)


def _draw(plot: "Axes", value: ConfidenceInterval, mark: _Mark) -> None:
    plot.plot([value.low, value.high], [mark.row] * 2, color=mark.colour, linewidth=3)
    plot.plot([value.estimate], [mark.row], mark.shape, color=mark.colour, markersize=11)
    plot.annotate(
        mark.number.format(value.estimate),
        (value.estimate, mark.row + ABOVE),
        ha="center",
        va="bottom",
        fontsize=12,
        fontweight="bold",
        color=mark.colour,
    )


def _frame(plot: "Axes", top: float, ticks: str) -> None:
    plot.set_ylim(-0.5, top)
    plot.set_yticks([])
    plot.xaxis.set_major_formatter(ticks)
    plot.grid(axis="x", color="#dddddd")
    plot.set_axisbelow(True)
    for side in ("left", "right", "top"):
        plot.spines[side].set_visible(False)
