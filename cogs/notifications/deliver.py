"""Delivers notices: to a member in place or by DM, to staff in their channel."""

from typing import Any, cast

import discord
import structlog
from discord import ui
from discord.ext import commands

from bot.discord.channels import find_channel
from bot.discord.client import LyceumClient
from bot.discord.layout import MAX_CHARACTERS, AnswerState, AnswerView, box
from bot.discord.members import fetch_member
from bot.payments.notifications.outbox import AFTER_KICK, ALL_GUILDS, NotificationOutbox, is_wanted
from bot.payments.removal.absent_payers import GONE
from bot.scheduling.worker import Worker
from cogs.notifications import notice_view
from cogs.notifications.notice_states import state_of
from cogs.notifications.welcome import welcome_of
from cogs.recommend.format import escaped
from data.notices import Notice

IDLE_SECONDS = 5.0
ORIGINAL = cast("int", "@original")  # Discord's name for the answer to an interaction
SILENT = discord.AllowedMentions.none()

_log = structlog.get_logger(__name__)


class NotificationsCog(commands.Cog):
    """Delivers the notices of the outbox."""

    def __init__(self, client: LyceumClient, outbox: NotificationOutbox) -> None:
        self._client = client
        self._outbox = outbox
        wakeup = client.services.deps.wakeup
        self._worker = Worker("tidings", self._step, wakeup, seconds=IDLE_SECONDS)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Start the worker."""
        self._worker.start()

    async def cog_unload(self) -> None:
        """Stop the worker; undelivered notices stay stored."""
        await self._worker.close()

    async def _step(self) -> int:
        waiting = await self._outbox.claim()
        for notice in waiting:
            await self._deliver(notice)
        return len(waiting)

    async def _deliver(self, notice: Notice) -> None:
        try:
            if notice.guild_id == ALL_GUILDS:
                await self._outbox.fan_out(notice, [self._operator()])
                return
            if notice.user_id is None:
                reached = await self._to_staff(notice)
            else:
                reached = await self._to_member(notice, notice.user_id)
        except Exception as error:  # noqa: BLE001 one notice must not stop the others
            _log.warning("notices.postponed", message_id=notice.message, error=str(error))
            await self._outbox.postpone(notice)
            return
        if reached:
            await self._outbox.mark_sent(notice)
        else:
            await self._outbox.mark_undeliverable(notice)

    def _operator(self) -> int:
        """Return the server that gets the notices about no server in particular.

        Raises:
            LookupError: The bot is not in it now; such notices wait.
        """
        guild_id = self._client.services.served_guilds.operator
        if guild_id is None or self._client.get_guild(guild_id) is None:
            raise LookupError("the operator's server is unavailable")
        return guild_id

    async def _to_staff(self, notice: Notice) -> bool:
        """Post in the staff channel; without one the notice waits."""
        settings = self._client.services.deps.guild_settings.of(notice.guild_id)
        guild = self._client.get_guild(notice.guild_id)
        if guild is None:
            return False
        channel = find_channel(guild, settings.discord.staff_channel)
        if channel is None:
            raise LookupError(f"no staff channel in guild {guild.id}")
        if not is_wanted(notice, settings):
            return False
        translate = self._client.services.translations.translator(settings.discord.language)
        test_mode = self._client.services.payments.test_mode
        view = AnswerView(
            notice_view.text(translate, notice),
            state=state_of(notice.message),
            buttons=notice_view.staff_buttons(translate, notice, test_mode=test_mode),
        )
        await channel.send(view=view, allowed_mentions=SILENT, nonce=f"lyceum-{notice.id}")
        return True

    async def _to_member(self, notice: Notice, user_id: int) -> bool:
        """Reply to the last interaction while possible, else by DM; return whether sent."""
        language = await self._outbox.language(notice.guild_id, user_id)
        settings = self._client.services.deps.guild_settings.of(notice.guild_id).discord
        translate = self._client.services.translations.translator(language or settings.language)
        guild = self._client.get_guild(notice.guild_id)
        welcome = await welcome_of(self._client.services, translate, guild, notice)
        text = "\n".join((notice_view.text(translate, notice), *welcome.lines))
        buttons = [*welcome.buttons, *notice_view.member_buttons(translate, notice)]
        state = state_of(notice.message)
        token = await self._outbox.reply_token(notice.guild_id, user_id)
        if (
            token is not None
            and notice.message != AFTER_KICK
            and await self._in_place(token, text, box(text, state=state, buttons=buttons), state)
        ):
            return True
        member = await fetch_member(guild, user_id) if guild else None
        if guild is None:
            return False
        if member is None and notice.message == GONE:
            member = await self._client.fetch_user(user_id)  # perhaps reachable by another server
        if member is None:
            await self._wait_for_entry(notice.guild_id, user_id)
            return False
        link = f"[{escaped(guild.name)}](https://discord.com/channels/{guild.id})"
        place = translate("payments-from-guild", guild=link)
        view = AnswerView(text, state=state, note=place, buttons=buttons)
        try:
            nonce = f"lyceum-{notice.id}"
            await member.send(view=view, allowed_mentions=SILENT, nonce=nonce)
        except discord.Forbidden:
            return False
        return True

    async def _wait_for_entry(self, guild_id: int, user_id: int) -> None:
        """Keep a notice for a payer who is just being added to the server.

        Raises:
            LookupError: They are; the notice is delivered later.
        """
        joins = self._client.services.join
        if joins is not None and await joins.token(guild_id, user_id) is not None:
            raise LookupError("the member is being added to the server")

    async def _in_place(
        self, token: str, text: str, more: ui.Container[Any], state: AnswerState
    ) -> bool:
        """Add to the answer that the member is reading; repeating it changes nothing.

        A new message could appear twice, because Discord's response to the first may get lost.
        """
        application_id = self._client.application_id
        assert application_id is not None  # noqa: S101 known since login
        webhook = discord.Webhook.partial(application_id, token, client=self._client)
        webhook.type = discord.WebhookType.application  # only such webhooks may answer ephemerally
        try:
            shown = await webhook.fetch_message(ORIGINAL)
            whole = _with(shown, more, text, settled=state == "good")
            if whole is None:
                return True
            if whole.content_length() > MAX_CHARACTERS:
                return False
            await webhook.edit_message(ORIGINAL, view=whole, allowed_mentions=SILENT)
        except (discord.NotFound, discord.Forbidden):
            return False
        except discord.HTTPException as error:
            if error.status < 500:  # noqa: PLR2004 HTTP's own boundary
                return False
            raise
        return True


def _with(
    shown: discord.Message, more: ui.Container[Any], text: str, *, settled: bool
) -> ui.LayoutView | None:
    """Add a box to a message's components; return None if it shows the text already.

    What is settled comes first, and replaces the order and its link to pay.
    """
    whole = ui.LayoutView.from_message(shown, timeout=None)
    texts = [each for each in whole.walk_children() if isinstance(each, ui.TextDisplay)]
    if any(each.content == text for each in texts):
        return None
    whole.stop()  # the ids of its buttons hold all state: nothing listens to it
    if not settled:
        return whole.add_item(more)
    before = whole.children
    whole.clear_items().add_item(more)
    for item in before:
        if not (isinstance(item, ui.Container) and _asks_to_pay(item)):
            whole.add_item(item)
    return whole


def _asks_to_pay(box: ui.Container[Any]) -> bool:
    """Return whether a box has a row of links alone, as an order has to Stripe's page."""
    return any(
        isinstance(row, ui.ActionRow)
        and all(isinstance(each, ui.Button) and each.url for each in row.children)
        for row in box.children
    )


async def setup(client: LyceumClient) -> None:
    """Add the cog with its worker."""
    await client.add_cog(NotificationsCog(client, client.services.payments.outbox))
