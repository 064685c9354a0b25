"""REST: guilds and their roles."""

from typing import Any, cast

from bot.simulator.discord.errors import FormErrors, missing_permissions
from bot.simulator.discord.rest.call import RestAnswer, RestCall, Route
from bot.simulator.discord.serializers.guild import guild_json, role_json
from bot.simulator.discord.state import roles
from bot.simulator.discord.state.permissions import Permission, guild_permissions
from bot.simulator.discord.state.records import GuildRecord, Json, Role

_MAX_ROLES = 250


def _guild(call: RestCall) -> RestAnswer:
    guild = call.guild()
    data = guild_json(guild)
    if call.query.get("with_counts", "").lower() in ("1", "true"):
        data["approximate_member_count"] = len(guild.members)
        data["approximate_presence_count"] = 0
    return RestAnswer(200, data)


def _list(call: RestCall) -> RestAnswer:
    return RestAnswer(200, [role_json(role) for role in call.guild().roles.values()])


def _get(call: RestCall) -> RestAnswer:
    return RestAnswer(200, role_json(call.role(call.guild())))


def _member_counts(call: RestCall) -> RestAnswer:
    guild = call.guild()
    counts = {str(role_id): 0 for role_id in guild.roles if role_id != guild.id}
    for member in guild.members.values():
        for role_id in member.role_ids:
            counts[str(role_id)] += 1
    return RestAnswer(200, counts)


def _create(call: RestCall) -> RestAnswer:
    guild = call.guild()
    call.require_in(guild, Permission.MANAGE_ROLES)
    if len(guild.roles) >= _MAX_ROLES:
        raise missing_permissions()
    role = Role(call.world.new_id(), guild.id, "new role", guild.roles[guild.id].permissions)
    _apply(call, guild, role)
    return RestAnswer(200, role_json(roles.add_role(call.world, guild, role)))


def _edit(call: RestCall) -> RestAnswer:
    guild = call.guild()
    role = call.role(guild)
    _check_manageable(call, guild, role)
    _apply(call, guild, role)
    roles.update_role(call.world, guild, role)
    return RestAnswer(200, role_json(role))


def _move(call: RestCall) -> RestAnswer:
    guild = call.guild()
    for wanted in cast(list[Json], call.body):
        role = guild.roles.get(int(wanted["id"]))
        position = wanted.get("position")
        if role is None or position is None or role.position == position:
            continue
        _check_manageable(call, guild, role)
        roles.place_role(call.world, guild, role, int(position))
        _check_manageable(call, guild, role)
    return _list(call)


def _delete(call: RestCall) -> RestAnswer:
    guild = call.guild()
    role = call.role(guild)
    _check_manageable(call, guild, role)
    if role.managed or role.id == guild.id:
        raise missing_permissions()
    roles.remove_role(call.world, guild, role)
    return RestAnswer()


def _apply(call: RestCall, guild: GuildRecord, role: Role) -> None:
    body = call.json
    errors = FormErrors()
    errors.length(("name",), body.get("name"), 100, 1)
    errors.refuse()
    if body.get("permissions") is not None:
        role.permissions = _grantable(call, guild, role, int(body["permissions"]))
    colors: Any = body.get("colors") or {}
    color = body.get("color") or cast(Json, colors).get("primary_color")
    role.color = int(color) if color is not None else role.color
    role.name = body.get("name") or role.name
    role.hoist = bool(body.get("hoist", role.hoist))
    role.mentionable = bool(body.get("mentionable", role.mentionable))


def _grantable(call: RestCall, guild: GuildRecord, role: Role, wanted: int) -> int:
    """Refuse permissions that the bot does not have itself; return the others."""
    own = guild_permissions(guild, call.bot(guild))
    if wanted & ~own & ~role.permissions:
        raise missing_permissions()
    return wanted


def _check_manageable(call: RestCall, guild: GuildRecord, role: Role) -> None:
    call.require_in(guild, Permission.MANAGE_ROLES)
    if not roles.outranks(guild, call.bot(guild), role):
        raise missing_permissions()


def routes() -> list[Route]:
    """Return the routes of this topic."""
    of_guild = "/guilds/{guild_id}/roles"
    return [
        Route("GET", "/guilds/{guild_id}", _guild),
        Route("GET", of_guild, _list),
        Route("POST", of_guild, _create),
        Route("PATCH", of_guild, _move),
        Route("GET", f"{of_guild}/member-counts", _member_counts),
        Route("GET", f"{of_guild}/{{role_id}}", _get),
        Route("PATCH", f"{of_guild}/{{role_id}}", _edit),
        Route("DELETE", f"{of_guild}/{{role_id}}", _delete),
    ]
