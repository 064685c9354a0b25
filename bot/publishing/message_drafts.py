"""Turns messages into drafts of articles, with the consent of their authors."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog

from bot.clock import Clock
from bot.errors import UserError
from bot.files.store import FileStore, StoreUnavailableError
from bot.publishing.message_source import AttachedFile, names_of, source_of
from data import audit, consents, contents, files, notices, publishing
from data.consents import Consent
from data.contents import Content, NewContent
from data.engine import Connection, Database
from data.publishing import Media

CONSENT_DAYS = 7
BATCH = 100

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SourceMessage:
    """What a message holds; Discord shows it only in the interaction that names it."""

    guild_id: int
    author_id: int
    title: str
    text: str
    files: Sequence[AttachedFile]


class MessageDrafts:
    """Keeps messages as drafts, which wait until their authors agree.

    A draft that waits for its author can't be published or sold; it is erased with its bytes if
    they decline, or don't answer in time.
    """

    def __init__(self, database: Database, clock: Clock, store: FileStore) -> None:
        self._database = database
        self._clock = clock
        self._store = store

    async def add(self, message: SourceMessage, staff_id: int) -> tuple[Content, Consent | None]:
        """Store a message as a draft; return the consent that it waits for, if any.

        Raises:
            UserError: There is nothing in it.
            StoreUnavailableError: The store fails.
        """
        if not message.text.strip() and not message.files:
            raise UserError("message-empty")
        source = source_of(message.title, message.text, message.files)
        body = await self._store.put("texts", source.encode())
        media = [
            Media(name, len(each.content), hashlib.sha256(each.content).hexdigest(), put.key)
            for name, each in zip(names_of(message.files), message.files, strict=True)
            for put in [await self._store.put("pictures", each.content)]
        ]
        new = NewContent(
            message.guild_id, "article", message.title, message.author_id, body_key=body.key
        )
        now = self._clock.now()
        async with self._database.write() as connection:
            made = await contents.add(connection, new, now)
            await publishing.replace_media(connection, made.guild_id, made.id, media)
            await audit.record(connection, action="content.message", **self._about(made, staff_id))
            if message.author_id == staff_id:
                return made, None
            until = now + timedelta(days=CONSENT_DAYS)
            consent = Consent(made.id, made.guild_id, message.author_id, staff_id, until)
            await consents.ask(connection, consent)
        return made, consent

    async def decide(
        self, guild_id: int, content_id: int, user_id: int, *, agreed: bool
    ) -> Content:
        """Store an author's answer, and notify staff; return the draft as it was.

        Raises:
            UserError: Nobody waits for it any more.
        """
        erased: list[str] = []
        async with self._database.write() as connection:
            consent = await consents.get(connection, content_id)
            content = await contents.get(connection, guild_id, content_id)
            if consent is None or content is None or consent.user_id != user_id:
                raise UserError("message-consent-gone")
            if agreed:
                await consents.give(connection, content_id)
            else:
                erased = await consents.erase_draft(connection, content_id)
            await audit.record(
                connection,
                action="content.agreed" if agreed else "content.declined",
                **self._about(content, user_id),
            )
            outcome = "agreed" if agreed else "declined"
            await self._notify(connection, content, consent, outcome)
        await self._delete(erased)
        return content

    async def discard(self, content: Content) -> None:
        """Erase a draft whose author could not be asked."""
        async with self._database.write() as connection:
            erased = await consents.erase_draft(connection, content.id)
        await self._delete(erased)

    async def erase_lapsed(self) -> int:
        """Erase drafts whose authors did not answer in time; return how many."""
        erased: list[str] = []
        async with self._database.write() as connection:
            lapsed = await consents.lapsed(connection, self._clock.now(), BATCH)
            for each in lapsed:
                content = await contents.get(connection, each.guild_id, each.content_id)
                erased += await consents.erase_draft(connection, each.content_id)
                if content is not None:
                    await self._notify(connection, content, each, "lapsed")
        await self._delete(erased)
        return len(lapsed)

    async def erase_author(self, guild_id: int, user_id: int) -> int:
        """Erase the drafts that wait for an author, with their bytes; return how many."""
        async with self._database.write() as connection:
            erased = await consents.erase_drafts_of(connection, guild_id, user_id)
        await self._delete(sorted({key for keys in erased for key in keys}))
        return len(erased)

    async def _delete(self, keys: Sequence[str]) -> None:
        """Delete what erased drafts had in the store, once their rows are gone.

        What else refers to a key keeps it. If the store fails, the daily cleaning deletes the rest.
        """
        if not keys:
            return
        async with self._database.read() as connection:
            used = await publishing.keys_in_use(connection, keys)
            used |= await files.keys_in_use(connection, keys)
        try:
            for key in keys:
                if key not in used:
                    await self._store.delete(key)
        except StoreUnavailableError as error:
            _log.warning("consents.not_deleted", error=str(error))

    async def _notify(
        self, connection: Connection, content: Content, consent: Consent, outcome: str
    ) -> None:
        await notices.post(
            connection,
            guild_id=content.guild_id,
            key=f"consent:{content.id}",
            message=f"message-staff-{outcome}",
            arguments={
                "author": f"<@{consent.user_id}>",
                "staff": f"<@{consent.asked_by}>",
                "title": content.title if outcome == "agreed" else "",
            },
            at=self._clock.now(),
        )

    def _about(self, content: Content, actor_id: int) -> dict[str, Any]:
        """Return what the audit log holds: no title, which may be erased."""
        return {
            "guild_id": content.guild_id,
            "actor_id": actor_id,
            "at": self._clock.now(),
            "detail": {"content": content.id},
        }
