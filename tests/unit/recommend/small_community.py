"""Build a small community in memory, one line for each act."""

from datetime import UTC, datetime, timedelta

import numpy as np

from bot.recommend.index.index import Index
from bot.recommend.index.params import Params
from bot.recommend.index.query import IndexQuery
from bot.recommend.index.records import ItemFacts
from bot.recommend.ranking.diversify import ListPolicy
from bot.recommend.ranking.highlights import highlight
from bot.recommend.ranking.rank import ListRequest, RankedItem, choose, look_up, offered
from bot.recommend.ranking.request import MemberRequest
from bot.recommend.signals.aggregate import SignalColumns, aggregate, kind_weights
from bot.recommend.signals.model import KINDS, PUBLIC, SignalKind
from bot.settings import SignalWeights

NOW = datetime(2026, 5, 1, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
RULE = kind_weights(SignalWeights().model_dump())
TUNING = Params(item_reactions=2)
PLAIN = ListPolicy(diversity=0, exploration=0)
AUTHOR = 900


class SmallCommunity:
    """Items by number, and what members did on them."""

    def __init__(self) -> None:
        self.items: list[tuple[int, int, int, str, int]] = []
        self.rows: list[tuple[int, int, SignalKind, int]] = []
        self.stated: dict[int, float] = {}  # interest by channel
        self.weights: dict[str, float] = {}  # by term; the others weigh as by default

    def item(
        self,
        number: int,
        channel: int = 5,
        *,
        author: int = AUTHOR,
        kind: str = "post",
        days: float = 1,
    ) -> None:
        self.items.append((number, channel, author, kind, _before(days)))

    def act(self, user: int, number: int, kind: SignalKind = "reply", days: float = 0.5) -> None:
        self.rows.append((user, number, kind, _before(days)))

    def index_query(self) -> IndexQuery:
        number, channel, author, kind, created = ([row[n] for row in self.items] for n in range(5))
        active = [
            max(
                [
                    at,
                    *(when for _, item, what, when in self.rows if item == each and what in PUBLIC),
                ]
            )
            for each, _, _, _, at in self.items
        ]
        facts = ItemFacts(
            np.array(number, np.int64),
            np.array(channel, np.int64),
            np.array(author, np.int64),
            np.array(created, np.int64),
            np.array(active, np.int64),
            np.array([each == "message" for each in kind], np.bool_),
            np.ones(len(number), np.bool_),
        )
        acts = SignalColumns(
            user=np.array([user for user, *_ in self.rows], np.int64),
            item=np.array([number for _, number, *_ in self.rows], np.int64),
            kind=np.array([KINDS.index(kind) for _, _, kind, _ in self.rows], np.int8),
            at=np.array([at * 1000 for *_, at in self.rows], np.int64),
        )
        tuning = TUNING.with_weights(self.weights, 0)
        return IndexQuery(Index(facts, aggregate(acts, RULE), tuning, SECONDS))

    def choices(
        self,
        user: int,
        *hidden: int,
        count: int = 20,
        by_time: bool = False,
        taste: ListPolicy = PLAIN,
    ) -> list[RankedItem]:
        """Return the list of a member who can't read the channels in `hidden`."""
        ask = self.ask(user, hidden)
        return choose(self.index_query(), ask, ListRequest(count, SECONDS, by_time=by_time), taste)

    def order(self, user: int, *hidden: int, by_time: bool = False) -> list[int]:
        return [choice.number for choice in self.choices(user, *hidden, by_time=by_time)]

    def highlights(self, **answers: int) -> list[int]:
        """Return what everybody should see of items that were answered so often."""
        index_query = self.index_query()
        places = index_query.index.items.find(np.array([int(name[1:]) for name in answers]))
        counts = np.array(list(answers.values()), np.int64)
        wanted = ListRequest(20, SECONDS)
        found = highlight(index_query.index, places.astype(np.int64), counts, 0, wanted)
        return [choice.number for choice in found]

    def why(self, user: int, number: int, *hidden: int) -> tuple[str, int | None]:
        """Explain an item to a member who can't read the channels in `hidden`."""
        index_query = self.index_query()
        place = index_query.index.items.one(number)
        ask = self.ask(user, hidden)
        choice = look_up(index_query, ask, ListRequest(20, SECONDS), place)
        assert choice is not None
        liked = choice.why.liked
        return choice.why.message, None if liked < 0 else int(index_query.index.items.ids[liked])

    def offered(self, user: int, *locked: int) -> int | None:
        """Return which of some channels a member can't read is worth a line."""
        index_query, ask, wanted = (
            self.index_query(),
            self.ask(user, locked),
            ListRequest(5, SECONDS),
        )
        return offered(index_query, ask, wanted, choose(index_query, ask, wanted, PLAIN), locked)

    def ask(self, user: int, hidden: tuple[int, ...] = ()) -> MemberRequest:
        """Return the request of a member who cannot read the channels in `hidden`."""
        return MemberRequest(
            user,
            lambda channel: channel not in hidden,
            interest=lambda channel: self.stated.get(channel, 0.0),
        )


def _before(days: float) -> int:
    return int((NOW - timedelta(days=days)).timestamp())
