"""Changes to roles, and their hierarchy."""

from bot.simulator.discord.serializers.guild import role_json
from bot.simulator.discord.state.events import GatewayEvent
from bot.simulator.discord.state.records import GuildRecord, Json, Member, Role
from bot.simulator.discord.state.world import DiscordState


def ladder(guild: GuildRecord) -> list[Role]:
    """Return the roles bottom up, @everyone first; of equals the older is higher."""
    return sorted(guild.roles.values(), key=lambda role: (role.position, -role.id))


def outranks(guild: GuildRecord, member: Member, role: Role) -> bool:
    """Return whether a member's highest role is above a role, as changing it requires."""
    if member.id == guild.owner_id:
        return True
    order = ladder(guild)
    return highest_rank(guild, member) > order.index(role)


def highest_rank(guild: GuildRecord, member: Member) -> int:
    """Return the position of a member's highest role; 0 with @everyone only."""
    order = ladder(guild)
    return max((order.index(guild.roles[role_id]) for role_id in member.role_ids), default=0)


def add_role(world: DiscordState, guild: GuildRecord, role: Role) -> Role:
    """Create a role at Discord's position: right above @everyone, below all others."""
    guild.roles[role.id] = role
    others = [other for other in ladder(guild) if other.id not in (guild.id, role.id)]
    _renumber([role, *others])
    _dispatch(world, "GUILD_ROLE_CREATE", guild, role)
    for other in others:
        _dispatch(world, "GUILD_ROLE_UPDATE", guild, other)
    return role


def update_role(world: DiscordState, guild: GuildRecord, role: Role) -> None:
    """Emit that a role has changed."""
    _dispatch(world, "GUILD_ROLE_UPDATE", guild, role)


def place_role(world: DiscordState, guild: GuildRecord, role: Role, position: int) -> None:
    """Move a role to a position from the bottom (1 is right above @everyone)."""
    others = [other for other in ladder(guild)[1:] if other is not role]
    others.insert(max(0, position - 1), role)
    before = {other.id: other.position for other in others}
    _renumber(others)
    for other in others:
        if other.position != before[other.id]:
            _dispatch(world, "GUILD_ROLE_UPDATE", guild, other)


def remove_role(world: DiscordState, guild: GuildRecord, role: Role) -> None:
    """Delete a role; as at Discord, members who lose it get no event of their own."""
    del guild.roles[role.id]
    for member in guild.members.values():
        if role.id in member.role_ids:
            member.role_ids.remove(role.id)
    for channel in world.channels_of(guild):
        channel.overwrites.pop(role.id, None)
    data = {"guild_id": str(guild.id), "role_id": str(role.id)}
    world.emit(GatewayEvent("GUILD_ROLE_DELETE", data, guild.id))


def _renumber(roles: list[Role]) -> None:
    for position, role in enumerate(roles, start=1):
        role.position = position


def _dispatch(world: DiscordState, name: str, guild: GuildRecord, role: Role) -> None:
    data: Json = {"guild_id": str(guild.id), "role": role_json(role)}
    world.emit(GatewayEvent(name, data, guild.id))
