"""Reads files that members hand in with commands and forms."""

from collections.abc import AsyncGenerator

import aiohttp
import discord

from bot.errors import RetryLaterError

CHUNK_BYTES = 64 * 1024


async def read_attachment(
    http: aiohttp.ClientSession, file: discord.Attachment
) -> AsyncGenerator[bytes]:
    """Yield the bytes of a file as they come.

    Raises:
        RetryLaterError: Discord doesn't send it.
    """
    try:
        async with http.get(file.url) as response:
            response.raise_for_status()
            async for chunk in response.content.iter_chunked(CHUNK_BYTES):
                yield chunk
    except (aiohttp.ClientError, TimeoutError) as error:
        raise RetryLaterError(f"an attachment can't be read: {type(error).__name__}") from None


async def read_small(
    http: aiohttp.ClientSession, file: discord.Attachment, max_bytes: int
) -> bytes:
    """Return a file's bytes, at most one chunk more than `max_bytes` of them.

    Raises:
        RetryLaterError: Discord doesn't send it.
    """
    content = bytearray()
    async for chunk in read_attachment(http, file):
        content += chunk
        if len(content) > max_bytes:
            break
    return bytes(content)
