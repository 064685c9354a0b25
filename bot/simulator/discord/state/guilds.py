"""Changes to guilds: create one, join and leave, roles, the bot's invitation."""

from collections.abc import Sequence

from bot.simulator.discord.serializers.guild import (
    guild_create_json,
    guild_json,
    member_json,
    user_json,
)
from bot.simulator.discord.state import live
from bot.simulator.discord.state.events import GatewayEvent
from bot.simulator.discord.state.permissions import EVERYONE
from bot.simulator.discord.state.records import GuildRecord, Json, Member, Role, User
from bot.simulator.discord.state.world import DiscordState


def new_user(world: DiscordState, name: str, *, bot: bool = False, locale: str = "en-US") -> User:
    """Create an account that is in no guild yet."""
    user = User(world.new_id(), name, None if bot else name.title(), bot=bot, locale=locale)
    world.users[user.id] = user
    return user


def found_guild(world: DiscordState, name: str, locale: str) -> GuildRecord:
    """Create a guild with an owner and @everyone, without the bot."""
    owner = new_user(world, "owner", locale=locale)
    guild = GuildRecord(world.new_id(), name, owner.id, locale)
    guild.roles[guild.id] = Role(guild.id, guild.id, "@everyone", int(EVERYONE))
    world.guilds[guild.id] = guild
    guild.members[owner.id] = Member(owner, guild.id, world.now())
    return guild


def update_guild(world: DiscordState, guild: GuildRecord) -> None:
    """Emit that a guild's own properties have changed."""
    world.emit(GatewayEvent("GUILD_UPDATE", guild_json(guild), guild.id))


def guild_create(world: DiscordState, guild: GuildRecord) -> Json:
    """Return a guild as the bot first gets it, with the threads it sees."""
    bot = guild.members[world.bot.id]
    threads = [
        thread
        for thread in world.threads_of(guild)
        if world.bot_sees(thread) and not thread.details.archived
    ]
    return guild_create_json(guild, bot, world.channels_of(guild), threads)


def add_member(
    world: DiscordState, guild: GuildRecord, user: User, role_ids: Sequence[int] = ()
) -> Member:
    """Add a user to a guild, with roles only if the bot adds them."""
    member = Member(user, guild.id, world.now(), [*role_ids])
    guild.members[user.id] = member
    _dispatch_update(world, "GUILD_MEMBER_ADD", member, member_json(member))
    return member


def remove_member(world: DiscordState, guild: GuildRecord, member: Member) -> None:
    """Remove a member who leaves or is kicked; they leave voice, too."""
    live.connect(world, guild, member, None)
    del guild.members[member.id]
    for thread in world.threads_of(guild):
        if thread.thread is not None:
            thread.thread.joined.pop(member.id, None)
    _dispatch_update(world, "GUILD_MEMBER_REMOVE", member, {"user": user_json(member.user)})


def update_member(world: DiscordState, member: Member) -> None:
    """Emit that a membership has changed."""
    _dispatch_update(world, "GUILD_MEMBER_UPDATE", member, member_json(member))


def set_roles(world: DiscordState, member: Member, role_ids: list[int]) -> None:
    """Set a member's roles; no event if nothing changes."""
    if set(role_ids) != set(member.role_ids):
        member.role_ids = list(dict.fromkeys(role_ids))
        update_member(world, member)


def _dispatch_update(world: DiscordState, name: str, member: Member, data: Json) -> None:
    data = data | {"guild_id": str(member.guild_id)}
    world.emit(GatewayEvent(name, data, member.guild_id, about=member.id))
