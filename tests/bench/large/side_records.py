"""Write other records of some years: members, notices, and job runs."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from tests.bench.large.drawing import DAY
from tests.bench.large.filling import Row, in_json
from tests.bench.large.payments import Money
from tests.bench.large.recommend import Place

MEMBER = ("guild_id", "user_id", "language", "updated_at")
INTEREST = ("guild_id", "user_id", "channel_ids", "words", "updated_at")
OWN_DIGEST = ("guild_id", "user_id", "wanted", "next_at", "channel_id")
CUSTOMER = ("guild_id", "user_id", "currency", "customer_id", "created_at")
CHECKOUT = (
    "guild_id user_id plan_id price_id recipient_id session_id language state created_at expires_at"
).split()
EVENT = (
    "source external_id type payload created_at received_at state attempts next_try_at done_at"
).split()
NOTICE = "guild_id user_id key message arguments at next_try_at attempts state".split()
LINE = ("guild_id", "at", "action", "user_id", "detail")
DELIVERY = ("guild_id", "due_at", "target_id", "state", "item_ids", "at")
MARK = ("guild_id", "channel_id", "read_to", "seen_at")
HISTORY = ("guild_id", "heard_until")
GUILD = ("guild_id", "since")
EVENTS_KEPT, DELIVERIES_KEPT = 29 * DAY, 99 * DAY  # what is older, the product forgets


class Traces:
    """Rows of a place and of the money in it, as they are stored."""

    def __init__(self, rng: np.random.Generator, place: Place, money: Money) -> None:
        self._rng = rng
        self._place = place
        self._money = money

    def members(self) -> Iterator[Row]:
        """Every second member has used a command."""
        for user_id in self._users(2):
            yield self._place.guild_id, user_id, "en-GB", self._place.now

    def interests(self) -> Iterator[Row]:
        """Every tenth has chosen channels and keywords."""
        channels = self._place.channels
        for user_id in self._users(10):
            chosen = [channels[user_id % len(channels)], channels[user_id * 7 % len(channels)]]
            named = in_json(sorted(set(chosen)))
            yield self._place.guild_id, user_id, named, in_json(["bakosa"]), self._place.now

    def own_digests(self) -> Iterator[Row]:
        """Every fifth gets a digest within the next week."""
        for user_id in self._users(5):
            due = self._place.now + DAY + user_id % 7 * DAY
            yield self._place.guild_id, user_id, True, due, user_id + (1 << 40)

    def customers(self) -> Iterator[Row]:
        """Everybody who paid is a customer at Stripe."""
        for life in self._money.lives:
            made = int(life.began.timestamp() * 1000)
            yield self._place.guild_id, life.user_id, "", f"cus_{life.number:014d}", made

    def checkouts(self) -> Iterator[Row]:
        """Everybody who paid went through a checkout."""
        for life in self._money.lives:
            made = int(life.began.timestamp() * 1000)
            yield (
                *(self._place.guild_id, life.user_id, life.plan.id, life.plan.price.id),
                *(life.user_id, f"cs_test_{life.number:020d}", "en-GB", "completed"),
                *(made, made + DAY),
            )

    def events(self, count: int, sample: Mapping[str, Any]) -> Iterator[Row]:
        """Return events of the last weeks, all done: copies of one under other ids."""
        before, after = in_json({**sample, "id": "@"}).split('"@"')
        for number, at in enumerate(self._times(count, EVENTS_KEPT)):
            id_ = f"evt_{number:024d}"
            payload = f'{before}"{id_}"{after}'
            yield (
                *("stripe", id_, sample["type"], payload, at, at + 900),
                *("done", 1, at + 900, at + 1_000),
            )

    def notices(self, count: int) -> Iterator[Row]:
        """Return notices: the changes of each entitlement under several keys."""
        lives = self._money.lives
        for number, at in enumerate(self._times(count, 700 * DAY)):
            life, step = lives[number % len(lives)], number // len(lives)
            staff, source = step % 2 == 0, f"sub_{life.number:014d}"
            what = {"plan": life.plan.name, "member": f"<@{life.user_id}>"}
            yield (
                *(self._place.guild_id, None if staff else life.user_id),
                f"role-given:{source}:{step}" if staff else f"remind:{source}:{step}",
                *("turn-staff-given", in_json(what), at, at, 1, "sent"),
            )

    def lines(self, count: int) -> Iterator[Row]:
        """Return lines of the audit: roles that came and went."""
        lives = self._money.lives
        for number, at in enumerate(self._times(count, 700 * DAY)):
            life, step = lives[number % len(lives)], number // len(lives)
            action = "role.revoke" if step % 2 else "role.grant"
            detail = {
                "role_id": life.plan.role_id,
                "source": f"sub_{life.number:014d}",
                "plan": life.plan.name,
                "reason": "active",
                "state": "active",
            }
            yield self._place.guild_id, at, action, life.user_id, in_json(detail)

    def deliveries(self, count: int, items: int) -> Iterator[Row]:
        """Return digests that were sent, a week apart."""
        weeks = DELIVERIES_KEPT // (7 * DAY)
        users = list(self._users(1))
        for number in range(min(count, weeks * len(users))):
            due = self._place.now - (number // len(users) + 1) * 7 * DAY
            shown = in_json(self._rng.integers(1, items + 1, 5).tolist())
            user_id = users[number % len(users)]
            yield self._place.guild_id, due, user_id, "sent", shown, due + 1_000

    def positions(self, newest: int) -> Iterator[Row]:
        """Every channel was read up to the newest message."""
        for channel in self._place.channels:
            yield self._place.guild_id, channel, newest, self._place.now

    def _users(self, step: int) -> range:
        first = self._place.first_member
        return range(first, first + self._place.members, step)

    def _times(self, count: int, span: int) -> list[int]:
        return np.sort(self._place.now - self._rng.integers(0, span, count)).tolist()
