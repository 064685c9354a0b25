"""A small community in memory, said in a line an act."""

from datetime import UTC, datetime, timedelta

import numpy as np

from bot.recommend.explain import Reason, explain
from bot.recommend.items import Item
from bot.recommend.matrix import Acts, Rule
from bot.recommend.model import Model, Recipe, build, milliseconds
from bot.recommend.rank import Ranking, Tuning, highlight, rank
from bot.recommend.signals import KINDS, SignalKind
from bot.settings import Weights

NOW = datetime(2026, 5, 1, tzinfo=UTC)
WEIGHTS = Weights().model_dump()
RECIPE = Recipe(Rule.of(WEIGHTS, 60, 10), Rule.of(WEIGHTS, 3, 10), item_reactions=2)
TUNING = Tuning(
    neighbours=100,
    max_age=90,
    channel_weight=1.6,
    popularity_weight=0.3,
    recency_hours=24,
    recency_power=0.4,
)
AUTHOR = 900


class Town:
    """Items by number (their own id and Discord's alike), and what members did on them."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.rows: list[tuple[int, int, SignalKind, datetime]] = []

    def item(
        self,
        number: int,
        channel: int = 5,
        *,
        author: int = AUTHOR,
        kind: str = "post",
        days: float = 1,
    ) -> None:
        at = NOW - timedelta(days=days)
        self.items.append(Item(number, 1, kind, number, channel, author, f"Item {number}", at))

    def act(self, user: int, number: int, kind: SignalKind = "reply", days: float = 0.5) -> None:
        self.rows.append((user, number, kind, NOW - timedelta(days=days)))

    def model(self) -> Model:
        place = {item.id: position for position, item in enumerate(self.items)}
        acts = Acts(
            user=np.array([user for user, *_ in self.rows], np.int64),
            item=np.array([place[number] for _, number, *_ in self.rows], np.int64),
            kind=np.array([KINDS.index(kind) for _, _, kind, _ in self.rows], np.int8),
            at=np.array([milliseconds(at) for *_, at in self.rows], np.int64),
        )
        return build(self.items, acts, RECIPE, NOW)

    def ranking(self, user: int) -> Ranking:
        return rank(self.model(), user, TUNING, milliseconds(NOW))

    def order(self, user: int) -> list[int]:
        return [self.items[int(position)].id for position in self.ranking(user).order]

    def highlights(self, days: float) -> list[int]:
        start = milliseconds(NOW - timedelta(days=days))
        found = highlight(self.model(), RECIPE.buzz, TUNING, milliseconds(NOW), start)
        return [self.items[int(position)].id for position in found.order]

    def reason(self, user: int, number: int, *hidden: int) -> Reason:
        """Explain an item to a member who can't read the items in `hidden`."""
        position = next(i for i, item in enumerate(self.items) if item.id == number)
        model, ranking = self.model(), self.ranking(user)
        return explain(model, ranking, position, lambda item: item.id not in hidden)
