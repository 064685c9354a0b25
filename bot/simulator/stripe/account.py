"""The simulated Stripe account: its objects, clock, and the events of each change."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from bot.simulator.stripe.clock import SimulatedClock
from bot.simulator.stripe.errors import no_such
from bot.simulator.stripe.ids import mint
from bot.simulator.stripe.store import Json, Store, Value, copied, shown

API_VERSION = "2026-10-28.endive"


@dataclass(frozen=True, slots=True)
class Cause:
    """The request that causes events; empty for what Stripe or a person does by hand."""

    request_id: str | None = None
    idempotency_key: str | None = None


class Account:
    """One mode of a merchant's account at Stripe.

    Attributes:
        other: The other mode, which shares only the account's id and clock.
    """

    def __init__(
        self, clock: SimulatedClock, *, livemode: bool, other: "Account | None" = None
    ) -> None:
        self.clock = clock
        self.livemode = livemode
        self.id = other.id if other else mint("acct")
        self.created = other.created if other else clock.stamp()
        self.other: Account = other or Account(clock, livemode=not livemode, other=self)
        self.store = Store()
        # What Stripe stores of an object but never shows: a session's parameters, a secret.
        self.private: dict[str, Json] = {}
        self.caught_up = 0  # when due changes were last applied, in seconds
        self.terms_url = ""  # of the public details: the owner's terms of service
        self.taxes = False  # whether Stripe Tax is set up
        self.tax_behavior: str | None = None  # of prices that don't say
        self.base_url = ""  # known once the server listens
        self.on_event: Callable[[Json], None] = lambda _event: None
        self._cause = Cause()

    def require(self, kind: str, id_: str, *, noun: str | None = None, param: str = "id") -> Json:
        """Return an object that must exist.

        Raises:
            StripeError: It doesn't, worded as by Stripe.
        """
        found = self.store.get(kind, id_)
        if found is None:
            elsewhere = self.other.store.get(kind, id_) is not None
            raise no_such(noun or kind, id_, param, live=self.livemode if elsewhere else None)
        return found

    def add(self, item: Json, *event_types: str) -> Json:
        """Store a new object and record the events of its creation."""
        self.store.put(item)
        for event_type in event_types:
            self.emit(event_type, item)
        return item

    @contextmanager
    def changing(self, item: Json, *event_types: str) -> Generator[Json, None, None]:
        """Change an object inside the block; the events then hold its former values."""
        before = copied(item)
        try:
            yield item
        except BaseException:  # a refused change is undone
            item.clear()
            item.update(before)
            raise
        if previous := difference(before, item):
            for event_type in event_types:
                self.emit(event_type, item, previous=previous)

    def emit(self, event_type: str, item: Json, *, previous: Json | None = None) -> Json:
        """Record an event with a snapshot of the object, and deliver it."""
        data: Json = {"object": shown(item)}
        if previous is not None:
            data["previous_attributes"] = previous
        event: Json = {
            "id": mint("evt"),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.clock.stamp(),
            "data": data,
            "livemode": self.livemode,
            "pending_webhooks": 0,
            "request": {
                "id": self._cause.request_id,
                "idempotency_key": self._cause.idempotency_key,
            },
            "type": event_type,
        }
        self.store.put(event)
        self.on_event(event)
        return event

    @contextmanager
    def caused_by(self, cause: Cause) -> Generator[None, None, None]:
        """Name this request as the cause of events recorded inside the block."""
        before, self._cause = self._cause, cause
        try:
            yield
        finally:
            self._cause = before


def difference(before: Json, after: Json) -> Json:
    """Return the former values of what changed; of an object only the changed fields."""
    changed: Json = {}
    for name in before.keys() | after.keys():
        old: Value = before.get(name)
        new: Value = after.get(name)
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            old = difference(cast(Json, old), cast(Json, new))
        changed[name] = old
    return changed
