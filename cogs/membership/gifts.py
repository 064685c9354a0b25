"""Members' commands for gifts: pay for somebody else, redeem a code."""

import discord

from bot.discord.client import Interaction, LyceumClient
from bot.discord.layout import say
from bot.errors import UserError
from bot.i18n import Translator
from bot.payments.checkout import CheckoutService, OpenCheckout, Purchase
from bot.payments.gifts.redemption import Redemption, RedemptionService
from bot.payments.ledger.entitlement import State
from bot.payments.notifications.outbox import NotificationOutbox
from cogs.membership.gift_code_button import CodesButton
from cogs.plans.plan_text import order, pay_button
from cogs.ui.interactions import guild_of, server_channel


class GiftCommands:
    """Implements `/membership gift` and `/membership redeem`."""

    def __init__(
        self, checkout: CheckoutService, redemption: RedemptionService, outbox: NotificationOutbox
    ) -> None:
        self._checkout = checkout
        self._redemption = redemption
        self._outbox = outbox

    async def give(
        self,
        interaction: Interaction,
        plan: str,
        to: discord.Member | discord.User | None,
        price: int | None,
    ) -> None:
        """Open a checkout page for a gift: to a member, or for a code."""
        recipient = None if to is None else _recipient(interaction, to)
        translate = interaction.client.translator(interaction)
        guild_id, user_id = guild_of(interaction).id, interaction.user.id
        await self._outbox.remember_language(guild_id, user_id, translate.language)
        checkout = await self._checkout.open(
            Purchase(
                guild_id,
                user_id,
                plan,
                translate.language,
                recipient_id=None if recipient is None else recipient.id,
                as_code=recipient is None,
                price=price,
                channel_id=server_channel(interaction),
            )
        )
        await self._outbox.remember_reply(checkout.id, interaction.token)
        text = _payment_text(translate, checkout, recipient)
        await say(interaction, text, buttons=[pay_button(translate, checkout)])

    async def redeem(self, interaction: Interaction, code: str) -> None:
        """Redeem a code for a membership, and show what it gave."""
        translate = interaction.client.translator(interaction)
        guild_id, user_id = guild_of(interaction).id, interaction.user.id
        await self._outbox.remember_language(guild_id, user_id, translate.language)
        redeemed = await self._redemption.redeem(guild_id, user_id, code)
        await say(interaction, _redeemed_text(translate, redeemed), state="good")


def _recipient(interaction: Interaction, to: discord.Member | discord.User) -> discord.Member:
    """Return the recipient of a gift.

    Raises:
        UserError: It is a bot, the payer, or not a member of this server.
    """
    if to.id == interaction.user.id:
        raise UserError("gift-not-to-yourself")
    if to.bot:
        raise UserError("gift-not-to-bots")
    if not isinstance(to, discord.Member):
        raise UserError("gift-not-here", member=to.mention)
    return to


def _payment_text(
    translate: Translator, checkout: OpenCheckout, recipient: discord.Member | None
) -> str:
    once = not checkout.price.renews
    if recipient is None:
        message = "gift-pay-code"
    else:
        message = "gift-pay-member" if once else "gift-pay-member-renews"
    return translate(
        message,
        plan=discord.utils.escape_markdown(checkout.plan.name),
        price=order(translate, checkout),
        member="" if recipient is None else recipient.mention,
        until=discord.utils.format_dt(checkout.expires_at, "R"),
    )


def _redeemed_text(translate: Translator, redeemed: Redemption) -> str:
    entitlement = redeemed.entitlement
    name = discord.utils.escape_markdown(redeemed.plan)
    if entitlement.ends_at is None:
        return translate("gift-redeemed-life", plan=name)
    until = discord.utils.format_dt(entitlement.ends_at, "D")
    if entitlement.state == State.UPCOMING:
        begin = discord.utils.format_dt(entitlement.starts_at, "D")
        return translate("gift-redeemed-later", plan=name, begin=begin, until=until)
    if entitlement.renews:
        return translate("gift-redeemed-seat", plan=name)
    return translate("gift-redeemed-until", plan=name, until=until)


async def setup(client: LyceumClient) -> None:
    """Register the buttons, so that those sent before a restart work."""
    client.add_dynamic_items(CodesButton)
