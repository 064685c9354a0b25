"""A second idempotency key for what a first one can't make any more."""

from collections.abc import Awaitable, Callable

from bot.payments.stripe.transport import IdempotencyKeySpentError


async def with_fallback_key(create: Callable[[str], Awaitable[str]], key: str) -> str:
    """Create something at Stripe, under a second key where the first is spent; return its id.

    Stripe repeats a failure for a day to whoever comes with the same key. The spare key is always
    the same too: whoever asks again, after a restart or a lost answer, finds what it made.

    Raises:
        IdempotencyKeySpentError: the second key is spent as well.
    """
    try:
        return await create(key)
    except IdempotencyKeySpentError:
        return await create(f"{key}-again")
