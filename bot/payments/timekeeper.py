"""Looks again where time, and not an event, changes a right; ends at Stripe what is over here."""

import structlog

from bot.clock import Clock
from bot.errors import PersonMustActError, RetryLaterError
from bot.payments.hints import Hint
from bot.payments.observer import Observer
from bot.payments.recorder import Recorder
from bot.payments.stripe_api import StripeApi
from bot.payments.stripe_door import StripeRefusedError
from bot.payments.tidings import EVERYONE
from bot.worker import Wake
from data import facts, notices
from data.engine import Database
from data.facts import StoredEntitlement

SUBSCRIPTION = "sub_"  # how Stripe's ids of subscriptions begin

_log = structlog.get_logger(__name__)


class Timekeeper:
    """Runs by the clock. `wake` is rung when something changed."""

    def __init__(
        self,
        database: Database,
        api: StripeApi,
        observer: Observer,
        recorder: Recorder,
        clock: Clock,
        wake: Wake,
    ) -> None:
        self._database = database
        self._api = api
        self._observer = observer
        self._recorder = recorder
        self._clock = clock
        self._wake = wake

    async def recheck(self) -> None:
        """Look again at every right whose time is up, at Stripe where it lives there."""
        async with self._database.read() as connection:
            due = await facts.entitlements_due(connection, self._clock.now())
        reachable = True
        for right in due:
            if reachable:
                reachable = await self._look(right)
            # Also after a look: a claim of what somebody else paid is due by its own time.
            await self._recorder.refold(right.guild_id, right.user_id)
        if due:
            self._wake.set()

    async def cancel(self) -> int:
        """End at Stripe what is over here, so that nobody is charged for what they don't have.

        Tried until Stripe shows it as ended. Returns how many did end.
        """
        async with self._database.read() as connection:
            over = await facts.entitlements_to_cancel(connection)
        for right in over:
            try:
                await self._end(right.source)
            except PersonMustActError as error:
                await self._tell_staff(error)
            except Exception as error:  # noqa: BLE001 one subscription must not stop the others
                _log.warning("timekeeper.cancel", source=right.source, error=str(error))
        if not over:
            return 0
        async with self._database.read() as connection:
            return len(over) - len(await facts.entitlements_to_cancel(connection))

    async def _look(self, right: StoredEntitlement) -> bool:
        """Look at what a right lives of; return whether Stripe could be asked."""
        if not (right.stripe_id or "").startswith(SUBSCRIPTION):
            return True
        try:
            await self._observer.look(Hint("subscription", right.stripe_id or "", None, None))
        except RetryLaterError:
            return False
        except Exception as error:  # noqa: BLE001 time goes on whatever Stripe says of one object
            _log.warning("timekeeper.recheck", source=right.source, error=str(error))
        return True

    async def _end(self, subscription_id: str) -> None:
        try:
            await self._api.cancel_subscription(subscription_id)
        except StripeRefusedError as error:  # it may have ended by itself: the look will tell
            _log.info("timekeeper.cancel", source=subscription_id, error=str(error))
        await self._observer.look(Hint("subscription", subscription_id, None, None))

    async def _tell_staff(self, error: PersonMustActError) -> None:
        async with self._database.write() as connection:
            await notices.post(
                connection,
                guild_id=EVERYONE,
                key="stripe-key:cancel",
                message="staff-stripe-key",
                arguments={"error": str(error)},
                at=self._clock.now(),
            )
        self._wake.set()
