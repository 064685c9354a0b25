"""Creates the demo's server: its roles, channels and people."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.demo.content import OPEN_FORUMS, DemoContent
from bot.simulator.discord import (
    DiscordSimulator,
    Permission,
    Person,
    PlayedChannel,
    PlayedGuild,
    Role,
)
from bot.simulator.discord.actors.channel import Overwrites

# Exactly what the bot needs: never Administrator.
BOT_PERMISSIONS = (
    Permission.MANAGE_ROLES
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.EMBED_LINKS
    | Permission.READ_MESSAGE_HISTORY
)
_SEE, _NOTHING = Permission.VIEW_CHANNEL, Permission(0)
_LOCALES = {"en": "en-US", "zh-CN": "zh-CN"}


@dataclass(frozen=True, slots=True)
class DemoServer:
    """The server. `people` are all by name, `channels` by their key in the content.

    `workshop` is only for members with the role `pro`; `staff` and `backstage` are hidden.
    """

    guild: PlayedGuild
    locale: str
    pro: Role
    people: Mapping[str, Person]
    admin: Person
    heroine: Person
    channels: Mapping[str, PlayedChannel]

    @property
    def lounge(self) -> PlayedChannel:
        """The channel for small talk."""
        return self.channels["lounge"]

    @property
    def staff(self) -> PlayedChannel:
        """The channel for the bot's notices to staff."""
        return self.channels["staff"]

    @property
    def workshop(self) -> PlayedChannel:
        """The channel that is paid for."""
        return self.channels["workshop"]

    @property
    def members(self) -> int:
        """The number of members, without bots."""
        return sum(not member.user.bot for member in self.guild.state.members.values())


def create_server(discord: DiscordSimulator, content: DemoContent, language: str) -> DemoServer:
    """Create the server, invite the bot, and add all people but the new member."""
    locale = _LOCALES[language]
    guild = discord.create_guild(content.guild, locale=locale)
    bot = guild.invite_bot(permissions=BOT_PERMISSIONS)
    pro = guild.create_role(content.roles["pro"])
    staff = guild.create_role(content.roles["staff"], permissions=Permission.MANAGE_GUILD)
    channels = _channels(guild, content, pro, staff, bot)
    people = {
        who: guild.join(who, locale=locale) for each in content.interests for who in each.people
    }
    admin = guild.owner
    admin.user.name = admin.user.global_name = content.cast["admin"]
    for who in content.teachers:
        guild.give_role(people[who], pro)
    for who in content.moderators:
        guild.give_role(people[who], staff)
    return DemoServer(
        guild=guild,
        locale=locale,
        pro=pro,
        people={**people, admin.name: admin},
        admin=admin,
        heroine=people[content.heroine],
        channels=channels,
    )


def _channels(
    guild: PlayedGuild, content: DemoContent, pro: Role, staff: Role, bot: Role
) -> dict[str, PlayedChannel]:
    names = content.channels
    hidden: Overwrites = {
        guild.everyone: (_NOTHING, _SEE),
        bot: (_SEE, _NOTHING),
        staff: (_SEE, _NOTHING),
    }
    paid: Overwrites = {**hidden, pro: (_SEE, _NOTHING)}
    return {
        "lounge": guild.create_text_channel(names["lounge"]),
        "digest": guild.create_text_channel(names["digest"]),
        **{forum: guild.create_forum(names[forum]) for forum in OPEN_FORUMS},
        "workshop": guild.create_forum(names["workshop"], overwrites=paid),
        "staff": guild.create_text_channel(names["staff"], overwrites=hidden),
        "backstage": guild.create_forum(names["backstage"], overwrites=hidden),
    }
