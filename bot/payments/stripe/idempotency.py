"""Retries a creation under a second idempotency key if the first is spent."""

from collections.abc import Awaitable, Callable

from bot.payments.stripe.transport import IdempotencyKeySpentError


async def with_fallback_key(create: Callable[[str], Awaitable[str]], key: str) -> str:
    """Create something at Stripe, if need be by a second key; return its id.

    Stripe repeats a failure for a day for the same key. The second key is always the same too, so
    that a retry after a restart or a lost response finds what it created.

    Raises:
        IdempotencyKeySpentError: If the second key is spent as well.
    """
    try:
        return await create(key)
    except IdempotencyKeySpentError:
        return await create(f"{key}-again")
