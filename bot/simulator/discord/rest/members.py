"""REST: members and the roles they have."""

from datetime import datetime
from typing import Any, cast

from bot.simulator.discord.errors import (
    banned,
    invalid,
    invalid_access_token,
    missing_access,
    missing_permissions,
    too_many_guilds,
    unknown,
)
from bot.simulator.discord.rest.call import RestAnswer, RestCall, Route
from bot.simulator.discord.serializers.guild import member_json, user_json
from bot.simulator.discord.state import guilds
from bot.simulator.discord.state.intents import Intent
from bot.simulator.discord.state.permissions import Permission
from bot.simulator.discord.state.records import GuildRecord, Member, Role
from bot.simulator.discord.state.roles import highest_rank, outranks


def _list(call: RestCall) -> RestAnswer:
    guild = call.guild()
    if not call.world.application.granted & Intent.GUILD_MEMBERS:
        raise missing_access()
    limit, after = call.number("limit", 1, 1, 1000), call.cursor("after") or 0
    page = sorted((m for m in guild.members.values() if m.id > after), key=lambda m: m.id)
    return RestAnswer(200, [member_json(member) for member in page[:limit]])


def _search(call: RestCall) -> RestAnswer:
    guild, query = call.guild(), call.query.get("query", "").lower()
    limit = call.number("limit", 1, 1, 1000)
    found = [
        member
        for member in guild.members.values()
        if member.user.name.startswith(query) or (member.nick or "").lower().startswith(query)
    ]
    return RestAnswer(200, [member_json(member) for member in found[:limit]])


def _get(call: RestCall) -> RestAnswer:
    return RestAnswer(200, member_json(call.member(call.guild())))


def _add(call: RestCall) -> RestAnswer:
    """Add a user who has agreed to it; a member stays as they are."""
    guild, body = call.guild(), call.json
    call.require_in(guild, Permission.CREATE_INSTANT_INVITE)
    if "access_token" not in body:
        raise invalid(("access_token",), "BASE_TYPE_REQUIRED", "This field is required")
    token = call.authorizations.find(str(body["access_token"]))
    if token is None or token.user.id != call.id("user_id") or "guilds.join" not in token.scopes:
        raise invalid_access_token()
    if token.user.id in guild.members:
        return RestAnswer()
    if token.user.id in guild.banned_ids:
        raise banned()
    if token.user.has_most_guilds:
        raise too_many_guilds()
    role_ids = [int(one) for one in cast(list[Any], body.get("roles") or [])]
    for role_id in role_ids:
        _check_grantable(call, guild, guild.roles.get(role_id))
    return RestAnswer(201, member_json(guilds.add_member(call.world, guild, token.user, role_ids)))


def _ban(call: RestCall) -> RestAnswer:
    guild, user_id = call.guild(), call.id("user_id")
    call.require_in(guild, Permission.BAN_MEMBERS)
    if user_id not in guild.banned_ids:
        raise unknown("ban")
    return RestAnswer(200, {"user": user_json(call.world.users[user_id]), "reason": None})


def _edit(call: RestCall) -> RestAnswer:
    guild = call.guild()
    member, body = call.member(guild), call.json
    if "nick" in body:
        _check_above(call, guild, member, Permission.MANAGE_NICKNAMES)
        member.nick = body["nick"] or None
    if "communication_disabled_until" in body:
        _check_above(call, guild, member, Permission.MODERATE_MEMBERS)
        until = body["communication_disabled_until"]
        member.timed_out_until = None if until is None else datetime.fromisoformat(str(until))
    if body.get("roles") is not None:
        wanted = [int(one) for one in cast(list[Any], body["roles"])]
        for role_id in set(wanted) ^ set(member.role_ids):
            _check_grantable(call, guild, guild.roles.get(role_id))
        member.role_ids = wanted
    guilds.update_member(call.world, member)
    return RestAnswer(200, member_json(member))


def _edit_me(call: RestCall) -> RestAnswer:
    guild = call.guild()
    me = call.bot(guild)
    call.require_in(guild, Permission.CHANGE_NICKNAME)
    me.nick = call.json.get("nick") or None
    guilds.update_member(call.world, me)
    return RestAnswer(200, member_json(me))


def _kick(call: RestCall) -> RestAnswer:
    guild = call.guild()
    member = call.member(guild)
    _check_above(call, guild, member, Permission.KICK_MEMBERS)
    guilds.remove_member(call.world, guild, member)
    return RestAnswer()


def _give_role(call: RestCall) -> RestAnswer:
    guild = call.guild()
    member, role = call.member(guild), call.role(guild)
    _check_grantable(call, guild, role)
    guilds.set_roles(call.world, member, [*member.role_ids, role.id])
    return RestAnswer()


def _take_role(call: RestCall) -> RestAnswer:
    guild = call.guild()
    member, role = call.member(guild), call.role(guild)
    _check_grantable(call, guild, role)
    guilds.set_roles(call.world, member, [one for one in member.role_ids if one != role.id])
    return RestAnswer()


def _check_grantable(call: RestCall, guild: GuildRecord, role: Role | None) -> None:
    if role is None:
        raise unknown("role")
    call.require_in(guild, Permission.MANAGE_ROLES)
    if role.managed or role.id == guild.id or not outranks(guild, call.bot(guild), role):
        raise missing_permissions()


def _check_above(call: RestCall, guild: GuildRecord, member: Member, needed: Permission) -> None:
    call.require_in(guild, needed)
    bot = call.bot(guild)
    lower = highest_rank(guild, member) < highest_rank(guild, bot)
    if member.id == guild.owner_id or not lower:
        raise missing_permissions()


def routes() -> list[Route]:
    """Return the routes of this topic."""
    members = "/guilds/{guild_id}/members"
    return [
        Route("GET", members, _list),
        Route("GET", f"{members}/search", _search),
        Route("PATCH", f"{members}/@me", _edit_me),
        Route("GET", f"{members}/{{user_id}}", _get),
        Route("PUT", f"{members}/{{user_id}}", _add),
        Route("GET", "/guilds/{guild_id}/bans/{user_id}", _ban),
        Route("PATCH", f"{members}/{{user_id}}", _edit),
        Route("DELETE", f"{members}/{{user_id}}", _kick),
        Route("PUT", f"{members}/{{user_id}}/roles/{{role_id}}", _give_role),
        Route("DELETE", f"{members}/{{user_id}}/roles/{{role_id}}", _take_role),
    ]
