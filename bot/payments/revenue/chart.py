"""Draw a year of one currency, with digits only: matplotlib's font has no Chinese.

The marks are those of the text next to it: a green line for MRR at each month's end, blue bars for
what was received, red bars for what went back.
"""

# matplotlib leaves its many **kwargs untyped:
# pyright: reportUnknownMemberType=false

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GREEN, BLUE, RED, GREY, DARK = "#2e9e5b", "#3b78c2", "#c0392b", "#8a8f98", "#2b2d31"
SIZE = (7.2, 4.4)  # inches
DOTS = 160  # an inch
BAR = 0.7  # of a month's width


@dataclass(frozen=True, slots=True)
class YearChart:
    """What is drawn: a value of each month, in units of the currency.

    Attributes:
        currency: Its ISO code.
        months: The months, such as 2026-11.
        mrr: MRR at the end of each.
        received: What was paid in each.
        gone: What went back, above 0.
    """

    currency: str
    months: Sequence[str]
    mrr: Sequence[float]
    received: Sequence[float]
    gone: Sequence[float]


def draw_year(year: YearChart) -> bytes:
    """Return a PNG. Takes half a second, the first time two: call it in a thread."""
    from matplotlib.figure import Figure  # noqa: PLC0415 takes a second, and is seldom needed

    figure = Figure(figsize=SIZE, dpi=DOTS, layout="constrained", facecolor="white")
    plots: list[Axes] = list(figure.subplots(2, 1, sharex=True, squeeze=False)[:, 0])
    places = range(len(year.months))
    plots[0].plot(places, year.mrr, "o-", color=GREEN, linewidth=2.5, markersize=6)
    plots[0].annotate(
        f"{year.mrr[-1]:,.0f}",
        (places[-1], year.mrr[-1]),
        xytext=(0, 8),
        textcoords="offset points",
        ha="center",
        fontsize=11,
        fontweight="bold",
        color=GREEN,
    )
    plots[0].set_title(f"MRR · {year.currency}", loc="left", fontsize=12, color=DARK)
    plots[0].set_ylim(0, max(*year.mrr, 1) * 1.25)
    plots[1].bar(places, year.received, BAR, color=BLUE)
    plots[1].bar(places, [-each for each in year.gone], BAR, color=RED)
    plots[1].axhline(0, color=DARK, linewidth=0.8)
    plots[1].set_title(f"+ / \N{MINUS SIGN} · {year.currency}", loc="left", fontsize=12, color=DARK)
    if not any((*year.received, *year.gone)):
        plots[1].set_ylim(0, 10)
    labels = [_label(month, first=not at) for at, month in enumerate(year.months)]
    plots[1].set_xticks(places, labels)
    for plot in plots:
        _frame(plot)
    target = BytesIO()
    figure.savefig(target, format="png")
    return target.getvalue()


def _label(month: str, *, first: bool) -> str:
    """Return a month's number, with the year below the first and each January."""
    year, _, number = month.partition("-")
    return f"{number}\n{year}" if first or number == "01" else number


def _frame(plot: "Axes") -> None:
    plot.yaxis.set_major_formatter("{x:,.0f}")
    plot.grid(axis="y", color="#dddddd")
    plot.set_axisbelow(True)
    plot.tick_params(colors=DARK, labelsize=10)
    for side in ("right", "top"):
        plot.spines[side].set_visible(False)
