"""Expires marked checkout pages at Stripe, or records that they were paid.

A payment is recorded before its page counts as completed, without waiting for Stripe's event: until
then nothing else would know that the member has paid, and the next page could be paid as well.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

import structlog

from bot.errors import PersonMustActError, RetryLaterError
from bot.payments.checkout_pages import Sale, close_alternatives, reference_of
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.event_targets import EventTarget
from bot.payments.stripe.objects.metadata import ForeignObjectError
from bot.payments.stripe.objects.validation import InvalidStripeObjectError
from bot.payments.stripe.transport import StripeMissingError
from data import checkouts, stripe_customers
from data.checkouts import Checkout
from data.engine import Database

BATCH = 50  # pages closed in one step of the worker
Status = Literal["expired", "complete", "open"]  # of a session at Stripe

_log = structlog.get_logger(__name__)


class CheckoutPages:
    """Expires pages at Stripe that were marked here."""

    def __init__(self, database: Database, api: StripeClient, object_sync: ObjectSync) -> None:
        self._database = database
        self._api = api
        self._object_sync = object_sync

    async def make_room(self, sale: Sale) -> list[Checkout]:
        """Close the pages that a member leaves; return those that were paid already.

        Raises:
            RetryLaterError: Stripe can't be reached; the worker goes on with it.
            PersonMustActError: Stripe refuses until the owner acts.
        """
        async with self._database.write_fast() as connection:
            pages = await close_alternatives(connection, sale)
        return await self.close(pages)

    async def close(self, pages: Iterable[Checkout]) -> list[Checkout]:
        """Expire pages; return those that were paid.

        All of them are tried before an error is raised, as by `make_room`.
        """
        paid: list[Checkout] = []
        failure: RetryLaterError | PersonMustActError | None = None
        for page in pages:
            try:
                if await self._close(page) != "expired":
                    paid.append(page)
            except (RetryLaterError, PersonMustActError) as error:
                failure = failure or error
        if failure is not None:
            raise failure
        return paid

    async def close_due(self) -> int:
        """Expire what an interruption left; return how many pages that ended."""
        async with self._database.read_fast() as connection:
            due = await checkouts.closing(connection, BATCH)
        ended = 0
        for page in due:
            try:
                ended += await self._close(await self._found(page)) != "open"
            except (RetryLaterError, PersonMustActError) as error:
                _log.warning("checkout.not_closed", session_id=page.session_id, error=str(error))
        return ended

    async def is_open(self, page: Checkout) -> bool:
        """Return whether a page can still be paid; else record how it ended.

        Its event may be late. Raises as `make_room`.
        """
        session_id = page.session_id or ""
        try:
            status: Status = (await self._api.session(session_id))["status"]
        except StripeMissingError:
            status = "expired"
        await self._end(session_id, status)
        return status == "open"

    async def record_paid(self, guild_id: int, recipient_id: int) -> None:
        """Record what was just paid for a member, though its event is late.

        Raises as `make_room`.
        """
        async with self._database.read_fast() as connection:
            pages = await checkouts.payable_for(connection, guild_id, recipient_id, besides=None)
        for page in pages:
            if page.session_id is not None:
                await self.is_open(page)

    async def _found(self, page: Checkout) -> Checkout:
        """Return a page with its session; end it if Stripe has none.

        It lacks one if Stripe's answer was lost, or has not arrived yet.
        """
        if page.session_id is not None:
            return page
        of = (page.guild_id, page.user_id)
        async with self._database.read_fast() as connection:
            customers = await stripe_customers.customers_of(connection, *of)
        for customer_id in customers.values():
            for session in await self._api.open_sessions(customer_id):
                if session.get("client_reference_id") == reference_of(page):
                    id_, url = session["id"], session.get("url") or ""
                    async with self._database.write_fast() as connection:
                        await checkouts.opened(connection, page.id, id_, url)
                    return replace(page, session_id=id_)
        async with self._database.write_fast() as connection:
            await checkouts.abandon(connection, page.id, created=False)
        return page

    async def _close(self, page: Checkout) -> Status:
        if page.session_id is None:
            return "expired"  # nobody knows its address: the worker looks for it at Stripe
        status = await self._api.expire_checkout_session(page.session_id)
        await self._end(page.session_id, status)
        return status

    async def _end(self, session_id: str, status: Status) -> None:
        """Record how a page ended, its payment first."""
        if status == "complete":
            try:
                await self._object_sync.sync(EventTarget("session", session_id))
            except (ForeignObjectError, InvalidStripeObjectError, StripeMissingError) as error:
                _log.warning("checkout.unreadable", session_id=session_id, error=str(error))
        if status != "open":
            state = "expired" if status == "expired" else "completed"
            async with self._database.write_fast() as connection:
                await checkouts.finish(connection, session_id, state)
