"""`/grants move`: moves memberships to another Discord account."""

from functools import partial

import discord

from bot.discord.client import Interaction
from bot.discord.layout import AnswerView, answer, replace_message
from bot.discord.members import fetch_member
from bot.discord.permissions import role_given
from bot.errors import UserError
from bot.i18n import Translator
from bot.payments.moving.holdings import Movable
from bot.payments.moving.service import MovePreview, MoveRequest, MoveService
from cogs.plans.role_checks import check_role
from cogs.ui.confirm import ConfirmView
from cogs.ui.interactions import guild_of

MAX_LINES = 20  # of what moves; the rest is counted


async def ask_to_move(
    interaction: Interaction,
    moving: MoveService,
    member: discord.User,
    to: discord.User,
    plan: str | None,
    reason: str,
) -> None:
    """Show exactly what would move, with a button that does it.

    Raises:
        UserError: It can't be moved there.
    """
    guild, translate = guild_of(interaction), interaction.client.translator(interaction)
    if member.bot or to.bot:
        raise UserError("grants-bot")
    if member.id == to.id:
        raise UserError("grants-move-same")
    if await fetch_member(guild, to.id) is None:
        raise UserError("grants-move-absent", member=to.mention)
    request = MoveRequest(
        guild_id=guild.id,
        actor_id=interaction.user.id,
        from_id=member.id,
        to_id=to.id,
        plan=plan,
        reason=reason,
    )
    preview = await moving.preview(request)
    _check_giver(interaction, preview)
    view = ConfirmView(
        move_lines(translate, preview, request),
        translate("grants-move-button"),
        partial(_move, moving, request, preview),
        needs="money",
    )
    await answer(interaction, view)


async def _move(
    moving: MoveService, request: MoveRequest, preview: MovePreview, interaction: Interaction
) -> None:
    guild, translate = guild_of(interaction), interaction.client.translator(interaction)
    _check_giver(interaction, preview)  # again: permissions may have changed since the question
    if await fetch_member(guild, request.to_id) is None:
        raise UserError("grants-move-absent", member=f"<@{request.to_id}>")
    done = await moving.move(request, preview.sources)
    accounts = {"member": f"<@{request.from_id}>", "other": f"<@{request.to_id}>"}
    text = translate("grants-moved" if done else "grants-move-later", **accounts)
    view = AnswerView(text, state="good" if done else "attention")
    await replace_message(interaction, view)


def move_lines(translate: Translator, preview: MovePreview, request: MoveRequest) -> str:
    """Return what would move, and what that means for roles and payments."""
    accounts = {"member": f"<@{request.from_id}>", "other": f"<@{request.to_id}>"}
    lines = [translate("grants-move-sure", **accounts)]
    for holding in preview.holdings[:MAX_LINES]:
        lines.append(_holding_line(translate, holding))
        if holding.seats:
            lines.append(translate("grants-move-seats", count=holding.seats))
    if len(preview.holdings) > MAX_LINES:
        count = len(preview.holdings) - MAX_LINES
        lines.append(translate("grants-move-more", count=count))
    roles = sorted(
        {
            plan.role_id
            for each in preview.holdings
            if each.role == "held"
            for plan in each.plans
            if plan.role_id is not None
        }
    )
    if roles:
        named = " ".join(f"<@&{role_id}>" for role_id in roles)
        lines.append(translate("grants-move-roles", roles=named, **accounts))
    if any(each.kind == "subscription" for each in preview.holdings):
        billing = "stays" if preview.keeps_customer else "goes"
        lines.append(translate(f"grants-move-billing-{billing}", **accounts))
    lines.append(translate("grants-move-told"))
    reason = discord.utils.escape_markdown(request.reason)
    lines.append(translate("grants-revoke-reason", reason=reason))
    return "\n".join(lines)


def _holding_line(translate: Translator, holding: Movable) -> str:
    name = discord.utils.escape_markdown(" + ".join(plan.name for plan in holding.plans))
    if holding.role == "code":
        return translate("grants-move-gift", plan=name)
    if holding.role == "paid":
        return translate("grants-move-paid", plan=name, recipient=f"<@{holding.user_id}>")
    ends = max(
        (each.ends_at for each in holding.entitlements if each.ends_at is not None), default=None
    )
    until = "" if ends is None else discord.utils.format_dt(ends, "D")
    renews = any(each.renews for each in holding.entitlements)
    time = "renews" if until and renews else "until" if until else "lasting"
    return translate(f"grants-move-{holding.kind}", plan=name, time=time, until=until)


def _check_giver(interaction: Interaction, preview: MovePreview) -> None:
    """Refuse to move a role that the staff member could not give by hand."""
    for plan in {plan.id: plan for each in preview.holdings for plan in each.plans}.values():
        role = role_given(guild_of(interaction), plan)
        if role is not None:
            check_role(role, interaction, sold=True)
