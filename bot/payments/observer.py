"""Looks at Stripe's objects and records how they are: the only place where facts are made."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.payments.facts import (
    NotOursError,
    Owner,
    Snapshot,
    kind_of,
    owner,
    read_payment,
    read_receipt,
    read_subscription,
    to_body,
)
from bot.payments.hints import Hint
from bot.payments.keeper import Keeper
from bot.payments.stripe_api import API_VERSION, StripeApi
from bot.payments.verify import Event
from data import checkouts, facts, notices, plans
from data.engine import Connection, Database

# An event's time is Stripe's, the time of a look is ours. By so much the two clocks may differ
# (more is refused as a stale signature), and so much a look is trusted over a payload.
CLOCKS_APART = timedelta(minutes=5)
STATUSES = frozenset(
    "active trialing past_due unpaid canceled incomplete incomplete_expired paused".split()
)


class Observer:
    """Records snapshots; each refolds the member it is about, in the same transaction.

    Methods raise what the Stripe API raises, and `NotOursError` for another product's objects.
    """

    def __init__(self, database: Database, api: StripeApi, keeper: Keeper, clock: Clock) -> None:
        self._database = database
        self._api = api
        self._keeper = keeper
        self._clock = clock

    async def look(self, hint: Hint, event_id: str | None = None) -> None:
        """Fetch what a hint points at, and record how it is now."""
        as_of = self._clock.now()
        if hint.kind == "subscription":
            await self._look_at_subscription(hint.object_id, as_of, event_id)
            return
        session = await self._api.session(hint.object_id)
        whose = owner(session["metadata"])
        if session["mode"] == "subscription" and session["subscription"] is not None:
            await self._look_at_subscription(session["subscription"], as_of, event_id)
        elif session["mode"] == "payment" and session["status"] == "complete":
            await self._record(read_payment(session), whose, as_of, event_id)
        await self._close_checkout(session)

    async def believe(self, hint: Hint, event: Event) -> None:
        """Serve the payload until Stripe can be asked: it is signed, only perhaps outdated."""
        if hint.seen is None or event.api_version != API_VERSION:
            return
        snapshot = _seen(hint.seen)
        if snapshot is not None:
            as_of = event.created - CLOCKS_APART
            await self._record(snapshot, owner(hint.seen["metadata"]), as_of, event.id)

    async def refold(self, guild_id: int, user_id: int) -> None:
        """Fold a member's facts anew, because time has passed."""
        async with self._database.write() as connection:
            await self._keeper.refold(connection, guild_id, user_id)

    async def _look_at_subscription(
        self, subscription_id: str, as_of: datetime, event_id: str | None
    ) -> None:
        body = await self._api.subscription(subscription_id)
        await self._record(read_subscription(body), owner(body["metadata"]), as_of, event_id)

    async def _record(
        self, snapshot: Snapshot, whose: Owner, as_of: datetime, event_id: str | None
    ) -> None:
        async with self._database.write() as connection:
            known = await self._plan_is_known(connection, whose, snapshot)
            if known:
                await facts.append(
                    connection,
                    guild_id=whose.guild_id,
                    user_id=whose.user_id,
                    kind=kind_of(snapshot),
                    object_id=snapshot.id,
                    as_of=as_of,
                    body=to_body(snapshot),
                    event_id=event_id,
                    recorded_at=self._clock.now(),
                )
                await self._keeper.refold(connection, whose.guild_id, whose.user_id)
                await self._warn_status(connection, whose, snapshot)
        if not known:
            raise NotOursError

    async def _plan_is_known(
        self, connection: Connection, whose: Owner, snapshot: Snapshot
    ) -> bool:
        """Tell whether the plan is ours; another Lyceum may use the same Stripe account."""
        try:
            plan = await plans.get(connection, whose.plan_id)
        except LookupError:
            plan = None
        if plan is not None and plan.guild_id == whose.guild_id:
            return True
        await notices.post(
            connection,
            guild_id=whose.guild_id,
            key=f"unknown-plan:{whose.plan_id}",
            message="staff-unknown-plan",
            arguments={"plan": str(whose.plan_id), "object": snapshot.id},
            at=self._clock.now(),
        )
        return False

    async def _close_checkout(self, session: Mapping[str, Any]) -> None:
        state = {"complete": "completed", "expired": "expired"}.get(session["status"])
        if state is not None:
            async with self._database.write() as connection:
                await checkouts.finish(connection, session["id"], state)

    async def _warn_status(self, connection: Connection, whose: Owner, snapshot: Snapshot) -> None:
        status = snapshot.status
        if kind_of(snapshot) == "subscription" and status not in STATUSES:
            await notices.post(
                connection,
                guild_id=whose.guild_id,
                key=f"unknown-status:{status}",
                message="staff-unknown-status",
                arguments={"status": status, "subscription": snapshot.id},
                at=self._clock.now(),
            )


def _seen(body: Mapping[str, Any]) -> Snapshot | None:
    """Read what a payload shows by itself; a subscription is not told to be paid by its own."""
    if body["object"] == "subscription":
        return read_subscription(body)
    if body["status"] != "complete":
        return None
    if body["mode"] == "payment":
        return read_payment(body)
    settled = body["payment_status"] in ("paid", "no_payment_required")
    return read_receipt(body) if settled and body["subscription"] else None
