"""Delivers events to subscribed endpoints, with the faults that tests plan.

No order is guaranteed: each delivery is a task of its own. Only `release` sends one after the
other, so that a test can choose the order.
"""

import asyncio
import random
import time
from collections.abc import Coroutine
from fnmatch import fnmatchcase
from typing import Any, Literal

import aiohttp

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.store import Json
from bot.simulator.stripe.webhooks.delivery import Attempt, Delivery, RetrySchedule
from bot.simulator.stripe.webhooks.delivery_faults import Trouble
from bot.simulator.stripe.webhooks.signature import payload, sign
from bot.simulator.waiting import PATIENCE_SECONDS, Pulse

Order = Literal["created", "reverse", "random"]
_TIMEOUT = aiohttp.ClientTimeout(total=10)


class Webhooks(Trouble):
    """The deliveries of one account.

    Attributes:
        retry: When failed deliveries are retried; assign another to change it.
        attempts: Every attempt so far, in the order in which they ended.
        pulse: Signals each attempt, to wait for a condition about them.
    """

    def __init__(self, account: Account, retry: RetrySchedule) -> None:
        super().__init__()
        self.retry = retry
        self.attempts: list[Attempt] = []
        self._account = account
        self.pulse = Pulse()
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._pending: dict[Delivery, None] = {}  # an ordered set
        self._held: list[Delivery] | None = None
        self._stopped = False

    # Planning faults

    def hold(self) -> None:
        """Hold new deliveries back until `release`."""
        if self._held is None:
            self._held = []

    def release(self, order: Order = "created", *, seed: int = 0) -> None:
        """Send the held deliveries one after the other in this order, and hold no longer."""
        held, self._held = self._held or [], None
        if order == "reverse":
            held.reverse()
        elif order == "random":
            random.Random(seed).shuffle(held)
        self._start(self._one_by_one(held))

    def stop(self) -> None:
        """Never deliver events from now on; the list of events still has them."""
        self._stopped = True

    def start(self) -> None:
        """Deliver events from now on again."""
        self._stopped = False

    def calm(self) -> None:
        """Remove all planned faults and release the held deliveries."""
        self._stopped = False
        self.forget()
        if self._held is not None:
            self.release()

    # Observing

    @property
    def pending(self) -> list[Delivery]:
        """Return the deliveries that will be tried (again), including held ones."""
        return list(self._pending)

    @property
    def idle(self) -> bool:
        """Return whether no delivery is in progress."""
        return not self._tasks

    async def drained(self, timeout: float = PATIENCE_SECONDS) -> None:
        """Wait until every delivery has succeeded or was given up.

        Raises:
            TimeoutError: Naming the events that are not delivered.
        """
        await self.pulse.until(
            lambda: self.idle and not self.pending,
            lambda: (
                "webhooks still pending: "
                + ", ".join(delivery.event["type"] for delivery in self.pending)
            ),
            timeout,
        )

    # Working

    def open(self, session: aiohttp.ClientSession) -> None:
        """Start delivering."""
        self._session = session

    async def close(self) -> None:
        """Drop the deliveries in progress."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def dispatch(self, event: Json) -> None:
        """Deliver an event to every subscribed endpoint."""
        if self._stopped:
            return
        for endpoint in self._account.store.where("webhook_endpoint", status="enabled"):
            if wants(endpoint, event["type"]):
                self._enqueue(event, endpoint)

    def _enqueue(self, event: Json, endpoint: Json) -> None:
        event["pending_webhooks"] += 1
        for _ in range(self.copies_of(event["type"])):
            delivery = Delivery(event, endpoint)
            self._pending[delivery] = None
            if self._held is None:
                self._start(self._deliver(delivery))
            else:
                self._held.append(delivery)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self.pulse.changed()

    async def _one_by_one(self, deliveries: list[Delivery]) -> None:
        for delivery in deliveries:
            if not await self._attempt(delivery):
                self._start(self._retry(delivery))

    async def _deliver(self, delivery: Delivery) -> None:
        if late := self.delay_of(delivery.event["type"]):
            await asyncio.sleep(late)
        if not await self._attempt(delivery):
            await self._retry(delivery)

    async def _retry(self, delivery: Delivery) -> None:
        while not delivery.done:
            await asyncio.sleep(self.retry.pause(len(delivery.attempts)))
            await self._attempt(delivery)

    async def _attempt(self, delivery: Delivery) -> bool:
        """Try once; return whether the delivery is over."""
        endpoint, event = delivery.endpoint, delivery.event
        if self._account.store.get("webhook_endpoint", endpoint["id"]) is None:
            delivery.given_up = True
            self._pending.pop(delivery, None)
            return True
        body = payload(event | {"api_version": endpoint["api_version"] or event["api_version"]})
        secrets: list[str] = self._account.private[endpoint["id"]]["secrets"]
        signature = sign(body, secrets, int(time.time()))
        started = time.monotonic()
        dropped = self.drops(event["type"])
        status = None if dropped else await self._post(endpoint["url"], body, signature)
        attempt = Attempt(
            event_id=event["id"],
            event_type=event["type"],
            endpoint_id=endpoint["id"],
            number=len(delivery.attempts) + 1,
            status=status,
            seconds=time.monotonic() - started,
            body=body,
            signature=signature,
        )
        self._note(delivery, attempt)
        return delivery.done

    def _note(self, delivery: Delivery, attempt: Attempt) -> None:
        delivery.attempts.append(attempt)
        self.attempts.append(attempt)
        delivery.given_up = not attempt.ok and attempt.number >= self.retry.attempts
        if delivery.done:
            self._pending.pop(delivery, None)
        if attempt.ok:
            pending = delivery.event["pending_webhooks"]
            delivery.event["pending_webhooks"] = max(0, pending - 1)
        self.pulse.changed()

    async def _post(self, url: str, body: bytes, signature: str) -> int | None:
        if self._session is None:
            return None
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signature,
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        }
        try:
            async with self._session.post(
                url, data=body, headers=headers, timeout=_TIMEOUT, allow_redirects=False
            ) as response:
                await response.read()
                return response.status
        except (aiohttp.ClientError, TimeoutError):
            return None


def wants(endpoint: Json, event_type: str) -> bool:
    """Return whether an endpoint has subscribed to a type."""
    return any(fnmatchcase(event_type, pattern) for pattern in endpoint["enabled_events"])
