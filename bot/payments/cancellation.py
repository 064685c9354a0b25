"""Cancels a subscription at the end of its period, or undoes that, by one button."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from bot.errors import UserError
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.ledger.facts import at
from bot.payments.payer_subscription import OVER, payer_subscription
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.errors import error_from_refusal
from bot.payments.stripe.event_targets import EventTarget
from bot.payments.stripe.objects.metadata import ForeignObjectError, owner_from_metadata
from bot.payments.stripe.objects.parsing import parse_subscription
from bot.payments.stripe.transport import StripeRefusedError
from bot.scheduling.worker import WakeupEvent

UNPAID = ("past_due", "unpaid", "paused")  # statuses without a paid period left

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class CancellationResult:
    """What will happen to a subscription next.

    Attributes:
        over: Whether it has ended now.
        ends_at: When it will end; None: it continues.
        renews_at: When it renews, if it continues.
    """

    over: bool
    ends_at: datetime | None
    renews_at: datetime


class SubscriptionCancellation:
    """Lets payers cancel and resume a subscription. Its metadata names the payer."""

    def __init__(self, api: StripeClient, object_sync: ObjectSync, wakeup: WakeupEvent) -> None:
        self._api = api
        self._object_sync = object_sync
        self._wakeup = wakeup

    async def cancel(self, subscription_id: str, user_id: int) -> CancellationResult:
        """Cancel a subscription at the end of its period, or now if it is unpaid.

        Raises:
            UserError: If it is over, or another member pays for it.
            RetryLaterError: If Stripe can't be reached.
            PersonMustActError: If Stripe refuses until the owner acts.
        """
        body, _ = await payer_subscription(self._api, subscription_id, user_id)
        if body["status"] in UNPAID:
            await self._api.cancel_subscription_now(subscription_id)
        else:
            await self._at_period_end(body, cancel=True)
        return await self._look(subscription_id)

    async def _at_period_end(self, body: Mapping[str, Any], *, cancel: bool) -> None:
        """Set or clear the cancellation at the end of the period.

        A schedule is released first, which drops the later prices that it plans.

        Raises:
            UserError: If it has a schedule that can't be released from here.
        """
        schedule = body.get("schedule")
        try:
            if isinstance(schedule, str):
                await self._api.release_schedule(schedule)
            await self._api.cancel_at_period_end(body["id"], cancel=cancel)
        except StripeRefusedError as error:
            if schedule is None and error_from_refusal(error) != "schedule":
                raise
            _log.warning("cancellation.scheduled", source=body["id"], error=str(error))
            raise UserError("status-cancel-by-manage", id=body["id"]) from error

    async def keep(self, subscription_id: str, user_id: int) -> CancellationResult:
        """Undo the cancellation of a subscription. Raises as `cancel` does."""
        body, _ = await payer_subscription(self._api, subscription_id, user_id)
        if body.get("cancel_at") is not None and not body.get("cancel_at_period_end"):
            await self._api.clear_cancel_at(subscription_id)
        else:
            await self._at_period_end(body, cancel=False)
        return await self._look(subscription_id)

    async def _look(self, subscription_id: str) -> CancellationResult:
        """Sync a subscription immediately; return what will happen to it next."""
        try:
            await self._object_sync.sync(EventTarget("subscription", subscription_id))
        except (ForeignObjectError, StripeRefusedError):
            raise UserError("status-over") from None
        self._wakeup.notify()
        body = await self._api.subscription(subscription_id)
        seen = parse_subscription(body, owner_from_metadata(body["metadata"]))
        ends = None if seen.cancel_at is None else at(seen.cancel_at)
        renews = min((item.period_end for item in seen.items), default=seen.period_end)
        return CancellationResult(seen.status in OVER, ends, at(renews))
