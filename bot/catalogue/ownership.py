"""Answers who may open what, at this moment."""

from dataclasses import dataclass
from typing import Literal

from bot.catalogue.wanted_contents import Access, access_to, wanted_contents
from bot.payments.entitlements.service import EntitlementService
from bot.payments.ledger.entitlement import GRANTING, Entitlement, State
from data import contents
from data.contents import Content
from data.engine import Database
from data.plans import Plan


@dataclass(frozen=True, slots=True)
class AccessReason:
    """Why a member may open a content, or may not.

    Attributes:
        content: The content; None: there is none with this id in the guild.
        access: What the member may do with it.
        by: Their entitlements to offers that hold it, those that give access first; each with the
            offer.
    """

    content: Content | None
    access: Access
    by: tuple[tuple[Plan, Entitlement], ...] = ()


class Ownership:
    """Reads what members own: by any current entitlement to an offer that holds it."""

    def __init__(self, database: Database, entitlements: EntitlementService) -> None:
        self._database = database
        self._entitlements = entitlements

    async def is_open(self, guild_id: int, user_id: int, content_id: int) -> bool:
        """Return whether a member may open a content now."""
        return (await self.why(guild_id, user_id, content_id)).access.opens

    async def owns(self, guild_id: int, user_id: int, content_id: int) -> bool:
        """Return whether a member owns a content now; a preview is open without that."""
        return (await self.why(guild_id, user_id, content_id)).access is Access.OWNED

    async def owned(self, guild_id: int, user_id: int) -> frozenset[int]:
        """Return the ids of the contents that a member owns now.

        A course stands for its lessons. Drafts are included: `access_to` hides them.
        """
        mine = await self._entitlements.load(guild_id, user_id)
        async with self._database.read_fast() as connection:
            offers = {each.plan_id for each in mine.entitlements}
            held = await contents.of_offers(connection, guild_id, offers)
        return wanted_contents(mine.entitlements, held)

    async def standing(
        self, guild_id: int, user_id: int, content_id: int
    ) -> Literal["open", "suspended", "ended"]:
        """Return whether a member owns a content, a dispute suspends that, or neither."""
        why = await self.why(guild_id, user_id, content_id)
        if why.access is Access.OWNED:
            return "open"
        held = any(entitlement.state is State.SUSPENDED for _, entitlement in why.by)
        return "suspended" if held else "ended"

    async def why(self, guild_id: int, user_id: int, content_id: int) -> AccessReason:
        """Return whether a member may open a content now, and why."""
        async with self._database.read_fast() as connection:
            content = await contents.get(connection, guild_id, content_id)
            if content is None:
                return AccessReason(None, Access.HIDDEN)
            course = None
            if content.course_id is not None:
                course = await contents.get(connection, guild_id, content.course_id)
            holders = await contents.holders(connection, content)
        mine = await self._entitlements.load(guild_id, user_id)
        behind = [each for each in mine.entitlements if each.plan_id in holders]
        open_now = any(each.state in GRANTING for each in behind)
        by = sorted(behind, key=lambda each: each.state not in GRANTING)
        return AccessReason(
            content,
            access_to(content, course, {content.id} if open_now else frozenset()),
            tuple((mine.plans[each.plan_id], each) for each in by if each.plan_id in mine.plans),
        )
