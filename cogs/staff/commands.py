"""`/staff`: the setup panel, the doctor, and the audit log."""

from typing import Literal

import discord
from discord import app_commands

from bot.audit_log import newest_entries
from bot.discord.checks_guild import SETTINGS
from bot.discord.client import Interaction, LyceumClient
from bot.discord.layout import AnswerView, answer, replace_message, say
from bot.health import Finding
from bot.presets.blueprint import PresetName
from bot.settings.runtime import PAGES
from bot.staff_access import Right
from cogs.presets.buttons import preset_card
from cogs.removal.breaker_button import ContinueRemovalButton
from cogs.staff.access_view import AccessList, AccessMenu, change_rights, panel_of_role
from cogs.staff.audit_view import MAX_SHOWN, audit_pages
from cogs.staff.buttons import SetupButton, findings_of_guild, panel_of_guild
from cogs.staff.settings_panel import PageMenu, ResetMenu, SettingButton, panel_of
from cogs.staff.setup_panel import ADVICE, FAULT, GOOD, advised, described, labelled
from cogs.ui.checks import StaffGroup, needs
from cogs.ui.confirm import ConfirmView
from cogs.ui.interactions import guild_of
from cogs.ui.pages import PageEntry, paged, send_pages

WeightsChange = Literal["freeze", "unfreeze", "reset"]


class StaffCog(StaffGroup, group_name="staff", group_description="Manage the bot itself"):
    """Staff's commands for the bot itself."""

    @needs("manage")
    @app_commands.command(description="Check the whole setup and send a test event")
    @app_commands.describe(preset="Show what a preset would make here, and build it")
    async def setup(self, interaction: Interaction, preset: PresetName | None = None) -> None:
        """Show the setup panel, or a preset; each call shows a new one."""
        if preset is not None:
            await answer(interaction, await preset_card(interaction, preset))
            return
        await answer(interaction, await panel_of_guild(interaction))

    @needs("manage")
    @app_commands.command(description="Check everything and show how to fix each problem")
    async def doctor(self, interaction: Interaction) -> None:
        """Show what `python bot.py doctor` reports, faults first."""
        translate = interaction.client.translator(interaction)
        findings = await findings_of_guild(interaction)
        faults = sum(not finding.ok for finding in findings)
        summary = translate("setup-faults", count=faults) if faults else translate("setup-good")
        shown = [each for each in findings if not each.ok or each.fix or each.topic == SETTINGS]
        entries = [_entry(each) for each in sorted(shown, key=lambda each: each.ok)]
        if fine := [labelled(each.label) for each in findings if each not in shown]:
            good = translate("setup-doctor-fine", count=len(fine))
            entries.append(PageEntry(f"{GOOD} {good}", f"-# {' · '.join(fine)}"))
        state = "attention" if faults else "good"
        pages = paged(translate("setup-doctor-title"), entries, summary, state)
        await send_pages(interaction, pages)

    @needs("manage")
    @app_commands.command(description="See and change the settings of this server")
    async def settings(self, interaction: Interaction) -> None:
        """Show the first page of the settings."""
        view = panel_of(interaction, next(iter(PAGES)))
        await answer(interaction, view)

    @needs("manage")
    @app_commands.command(description="See and choose what roles may do without Manage Server")
    @app_commands.describe(
        role="Role of your helpers; leave it out to see all of them",
        may="One permission to add; the menu in the answer has all of them",
    )
    async def access(
        self, interaction: Interaction, role: discord.Role | None = None, may: Right | None = None
    ) -> None:
        """List the roles with rights, or show and change those of one."""
        client, guild = interaction.client, guild_of(interaction)
        if role is None:
            view: discord.ui.LayoutView = AccessList(client.translator(interaction), client, guild)
        else:
            rights = client.services.staff_access.of_role(guild.id, role.id)
            if may is not None:
                after = {*rights, may}
                await change_rights(interaction, role.id, after, rights)
            view = panel_of_role(interaction, role.id)
        await answer(interaction, view)

    @needs("manage")
    @app_commands.command(description="See who did what, and why")
    @app_commands.describe(member="Only entries about this member; can be someone who left")
    async def audit(self, interaction: Interaction, member: discord.User | None = None) -> None:
        """List grants, revocations and staff's payment actions, newest first."""
        translate = interaction.client.translator(interaction)
        database, guild_id = interaction.client.services.deps.database, guild_of(interaction).id
        about = None if member is None else member.id
        done = await newest_entries(database, guild_id, about, MAX_SHOWN)
        if not done:
            await say(interaction, translate("audit-none"))
            return
        name = None if member is None else discord.utils.escape_markdown(member.display_name)
        await send_pages(interaction, audit_pages(translate, done, name))

    @needs("content")
    @app_commands.command(description="Freeze, unfreeze or reset what counts in recommendations")
    @app_commands.describe(change="Freeze stops learning; reset returns to the default weights")
    async def weights(self, interaction: Interaction, change: WeightsChange) -> None:
        """Freeze or unfreeze the weights; ask before resetting them."""
        translate = interaction.client.translator(interaction)
        weights = interaction.client.services.recommend.weights
        place = guild_of(interaction).id, interaction.user.id
        if change == "reset":
            await weights.check_reset(place[0])
            label = translate("weights-reset-button")
            view = ConfirmView(translate("weights-sure"), label, _reset_weights, needs="content")
            await answer(interaction, view)
            return
        await (weights.freeze(*place) if change == "freeze" else weights.unfreeze(*place))
        await say(interaction, translate(f"weights-done-{change}"), state="good")


async def _reset_weights(interaction: Interaction) -> None:
    translate = interaction.client.translator(interaction)
    await interaction.client.services.recommend.weights.reset(
        guild_of(interaction).id, interaction.user.id
    )
    await replace_message(interaction, AnswerView(translate("weights-done-reset"), state="good"))


def _entry(finding: Finding) -> PageEntry:
    mark = FAULT if not finding.ok else ADVICE if finding.fix else GOOD
    fix = f"\n→ {advised(finding)}" if finding.fix else ""
    return PageEntry(f"{mark} {labelled(finding.label)}", described(finding) + fix)


async def setup(client: LyceumClient) -> None:
    """Add the commands and the panel's buttons."""
    client.add_dynamic_items(SetupButton, ContinueRemovalButton)
    client.add_dynamic_items(SettingButton, PageMenu, ResetMenu, AccessMenu)
    await client.add_cog(StaffCog())
