"""Remembers what a preset made, and makes and removes what is not on Discord."""

from datetime import timedelta

from bot.catalogue.service import CatalogueService, ContentText
from bot.clock import Clock
from bot.errors import UserError
from bot.guild_settings import GuildSettings
from bot.payments.plan_request import PlanRequest
from bot.payments.plans import PlanService
from bot.presets.blueprint import PresetName, ProductKind
from bot.settings.runtime import RUNTIME, fingerprint
from data import audit, contents, presets
from data.contents import Content
from data.engine import Database
from data.plans import Plan
from data.presets import StoredPart

BUSY = timedelta(minutes=1)  # until an attempt counts as cut off
SHOP_CHANNEL = RUNTIME["library.shop_channel"]


class PresetService:
    """Stores what a preset made, and makes what is not on Discord.

    Each part is stored before it is created and after, so that no crash leaves one unknown.

    Methods raise `UserError` for what staff can correct.
    """

    def __init__(
        self,
        database: Database,
        catalogue: CatalogueService,
        plans: PlanService,
        guild_settings: GuildSettings,
        clock: Clock,
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._plans = plans
        self._guild_settings = guild_settings
        self._clock = clock

    async def stored(self, guild_id: int, preset: PresetName) -> dict[str, StoredPart]:
        """Return what is stored of a preset, by the keys of its parts."""
        async with self._database.read() as connection:
            return await presets.of_preset(connection, guild_id, preset)

    async def begin(self, guild_id: int, preset: PresetName, part: str, name: str) -> None:
        """Store that a part is about to be created.

        Raises:
            UserError: Somebody else is creating it.
        """
        now = self._clock.now()
        async with self._database.write() as connection:
            if await presets.begin(connection, guild_id, preset, part, name, now):
                return
            before = (await presets.of_preset(connection, guild_id, preset))[part]
            busy = before.state == "begun" and now - before.tried_at < BUSY
            if busy or not await presets.retry(connection, guild_id, preset, before, now):
                raise UserError("preset-busy")

    async def made(
        self, guild_id: int, preset: PresetName, part: str, object_id: int | None
    ) -> None:
        """Store that a part was made."""
        async with self._database.write() as connection:
            await presets.made(connection, guild_id, preset, part, object_id)

    async def forget(self, guild_id: int, preset: PresetName, part: str) -> None:
        """Delete what is stored of a part: it was removed, or could not be created."""
        async with self._database.write() as connection:
            await presets.forget(connection, guild_id, preset, part)

    async def record(
        self, guild_id: int, actor_id: int, preset: PresetName, *, undone: bool = False
    ) -> None:
        """Add an entry to the audit log."""
        async with self._database.write() as connection:
            await audit.record(
                connection,
                guild_id=guild_id,
                actor_id=actor_id,
                action="preset.undo" if undone else "preset.build",
                at=self._clock.now(),
                detail={"title": preset},
            )

    async def product(self, guild_id: int, product_id: int | None, title: str) -> Content | None:
        """Return the example product by its id or title; None if there is none."""
        known = await self._catalogue.every(guild_id)
        wanted = title.casefold()
        by_id = (each for each in known if each.id == product_id)
        by_title = (each for each in known if each.title.casefold() == wanted)
        return next(by_id, None) or next(by_title, None)

    async def add_product(
        self, guild_id: int, actor_id: int, kind: ProductKind, title: str
    ) -> Content:
        """Store the example product as a draft, which nobody can see or buy."""
        return await self._catalogue.add(guild_id, actor_id, kind, ContentText(title))

    async def remove_product(self, guild_id: int, product_id: int, title: str) -> bool:
        """Delete the example product if nobody changed, priced or used it."""
        async with self._database.write() as connection:
            if await contents.get(connection, guild_id, product_id) is None:
                return True
            return await presets.delete_untouched(connection, guild_id, product_id, title)

    async def gives_role(self, guild_id: int, role_id: int) -> bool:
        """Return whether a plan gives or gave a role."""
        async with self._database.read() as connection:
            return await presets.gives_role(connection, guild_id, role_id)

    async def shows_cards(self, guild_id: int, channel_id: int) -> bool:
        """Return whether a channel has the card of a product."""
        async with self._database.read() as connection:
            return await presets.shows_cards(connection, guild_id, channel_id)

    def shop(self, guild_id: int) -> str:
        """Return the shop channel in the server's settings; "" for none."""
        return self._guild_settings.of(guild_id).library.shop_channel

    async def use_shop(self, guild_id: int, actor_id: int, channel_id: int) -> None:
        """Let the cards of products be posted in a channel."""
        seen = fingerprint(self.shop(guild_id))
        await self._guild_settings.change(
            guild_id, actor_id, SHOP_CHANNEL, str(channel_id), seen=seen
        )

    async def leave_shop(self, guild_id: int, actor_id: int) -> None:
        """Let the settings name no shop channel of this server's own."""
        seen = fingerprint(self.shop(guild_id))
        await self._guild_settings.reset(guild_id, actor_id, SHOP_CHANNEL, seen=seen)

    async def price(self, preset: PresetName, request: PlanRequest) -> Plan:
        """Put the example plan on sale, with the example product in it.

        Raises:
            RetryLaterError, PersonMustActError: As `PlanService.add`.
        """
        known = await self.stored(request.guild_id, preset)
        plan = await self._plans.add(request)
        if "plan" in known:
            await self.made(request.guild_id, preset, "plan", plan.id)
        product = known.get("product")
        if product is not None and product.state == "made" and product.object_id is not None:
            ids = request.guild_id, request.actor_id, product.object_id
            await self._catalogue.include(*ids, plan.name, included=True)
        return plan
