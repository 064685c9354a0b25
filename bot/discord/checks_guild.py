"""The doctor's checks of one guild: permissions, channels in use, plans' roles."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import discord
from discord.abc import GuildChannel

from bot.discord.channels import is_called
from bot.discord.checks_join import check_invite
from bot.discord.permission_names import permission_names
from bot.discord.permissions import opened_by, role_given
from bot.health.database import StoredSetup
from bot.health.finding import Finding, FindingFactory
from bot.i18n import Translator
from bot.settings import Settings
from bot.settings.runtime import RUNTIME, overlaid, value_of
from data.plans import Plan

# Exactly what the bot needs; README's invite link asks for the same.
PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    read_message_history=True,
    manage_roles=True,
)
WRITING = discord.Permissions(view_channel=True, send_messages=True, embed_links=True)
READING = discord.Permissions(view_channel=True, read_message_history=True)
GUILD_PERMISSIONS, STAFF, CONTENT, ROLE = "permissions", "staff", "content", "role"
SETTINGS = "settings"


async def check_guild(
    client: discord.Client,
    guild_id: int,
    settings: Settings,
    stored: StoredSetup,
    report: FindingFactory,
) -> list[Finding]:
    """Check one guild over REST, with what its staff changed over the file's settings."""
    assert client.user is not None  # noqa: S101 logged in
    guild = await client.fetch_guild(guild_id)
    me = await guild.fetch_member(client.user.id)
    channels = await guild.fetch_channels()
    checks = _GuildChecks(guild, me, channels, report)
    own = {each.name: each.value for each in stored.changed if each.guild_id == guild_id}
    effective, unusable = overlaid(settings, own)
    return [
        checks.permissions(),
        *check_invite(guild, me, settings, report),
        checks.staff_channel(effective.discord.staff_channel),
        *(checks.content_channel(name) for name in effective.activity.content_channels),
        *checks.own_settings(settings, effective, unusable),
        *(
            finding
            for plan in stored.plans
            if plan.guild_id == guild.id and plan.kind == "plan"
            for finding in (checks.role(plan), checks.opens(plan))
            if finding is not None
        ),
    ]


@dataclass(frozen=True, slots=True)
class _GuildChecks:
    """One guild as Discord shows it now, with the factory of findings about it."""

    guild: discord.Guild
    me: discord.Member
    channels: Sequence[GuildChannel]
    report: FindingFactory

    def permissions(self) -> Finding:
        where = {"guild": self.guild.name, "role": self.me.top_role.name}
        if self.me.guild_permissions.administrator:
            return self.report.ok(GUILD_PERMISSIONS, "doctor-permissions-all", **where)
        missing = _missing(self.report.translate, PERMISSIONS, self.me.guild_permissions)
        if missing:
            return self.report.failed(
                GUILD_PERMISSIONS, "doctor-permissions-missing", missing=missing, **where
            )
        return self.report.ok(GUILD_PERMISSIONS, "doctor-permissions", **where)

    def staff_channel(self, wanted: str) -> Finding:
        texts = [each for each in self.channels if isinstance(each, discord.TextChannel)]
        found = _find(texts, wanted)
        where = {"guild": self.guild.name, "wanted": wanted.removeprefix("#")}
        if found is None:
            return self.report.failed(STAFF, "doctor-staff-none", **where)
        return self._assess(STAFF, found, WRITING, where)

    def content_channel(self, wanted: str) -> Finding:
        found = _find(self.channels, wanted)
        where = {"guild": self.guild.name, "wanted": wanted.removeprefix("#")}
        if found is None:
            return self.report.failed(CONTENT, "doctor-content-none", **where)
        return self._assess(CONTENT, found, READING, where)

    def _assess(
        self,
        topic: str,
        channel: GuildChannel,
        needed: discord.Permissions,
        where: Mapping[str, str],
    ) -> Finding:
        names = {"channel": channel.name, "us": self.me.name, **where}
        missing = _missing(self.report.translate, needed, channel.permissions_for(self.me))
        if missing:
            return self.report.failed(topic, "doctor-channel-lacks", missing=missing, **names)
        return self.report.ok(topic, "doctor-channel", **names)

    def own_settings(
        self, file: Settings, effective: Settings, unusable: Sequence[str]
    ) -> Iterator[Finding]:
        """Name what the server changed over the file, and what can't be used any more."""
        where = {"guild": self.guild.name}
        pairs = {
            name: (value_of(effective, setting), value_of(file, setting))
            for name, setting in RUNTIME.items()
        }
        changed = "; ".join(
            f"{name} = {_as_json(now)} ({_as_json(before)})"
            for name, (now, before) in pairs.items()
            if now != before
        )
        if changed:
            yield self.report.ok(SETTINGS, "doctor-settings-changed", changed=changed, **where)
        if unusable:
            names = ", ".join(unusable)
            yield self.report.failed(SETTINGS, "doctor-settings-unusable", names=names, **where)

    def role(self, plan: Plan) -> Finding:
        role, top = role_given(self.guild, plan), self.me.top_role
        names = {"plan": plan.name, "guild": self.guild.name, "ours": top.name}
        if role is None:
            return self.report.failed(ROLE, "doctor-role-gone", **names)
        names["role"] = role.name
        if role.managed or role.is_default():
            return self.report.failed(ROLE, "doctor-role-managed", **names)
        if role >= top:
            return self.report.failed(ROLE, "doctor-role-above", **names)
        return self.report.ok(ROLE, "doctor-role", **names)

    def opens(self, plan: Plan) -> Finding | None:
        """Advise to close a channel to others, if a role on sale opens none."""
        role = role_given(self.guild, plan)
        if plan.state != "active" or role is None or opened_by(role, self.channels):
            return None
        names = {"plan": plan.name, "guild": self.guild.name, "role": role.name}
        return self.report.ok(ROLE, "doctor-role-opens-nothing", **names)


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _find(channels: Iterable[GuildChannel], wanted: str) -> GuildChannel | None:
    return next((channel for channel in channels if is_called(channel, wanted)), None)


def _missing(translate: Translator, needed: discord.Permissions, ours: discord.Permissions) -> str:
    """Return the names of missing permissions; "" for none."""
    return permission_names(translate, discord.Permissions(needed.value & ~ours.value))
