"""Sends the guild members that a session requests, in chunks of a thousand."""

from collections.abc import Iterator
from typing import Any, cast

from bot.simulator.discord.gateway.sessions import Session
from bot.simulator.discord.serializers.guild import member_json
from bot.simulator.discord.state.intents import Intent
from bot.simulator.discord.state.records import GuildRecord, Json, Member
from bot.simulator.discord.state.world import DiscordState

_CHUNK = 1000
_MAX_BY_NAME = 100


def member_chunks(world: DiscordState, session: Session, request: Json) -> Iterator[Json]:
    """Return the chunks that answer a request; none if the session may not request it."""
    guild = world.guilds.get(int(request["guild_id"]))
    if guild is None or world.bot_member(guild) is None:
        return
    members, missing = _wanted(guild, request)
    everyone = not request.get("user_ids") and not request.get("query")
    if everyone and not session.intents & Intent.GUILD_MEMBERS:
        return
    chunks = [members[start : start + _CHUNK] for start in range(0, len(members), _CHUNK)] or [[]]
    for index, chunk in enumerate(chunks):
        data: Json = {
            "guild_id": str(guild.id),
            "members": [member_json(member) for member in chunk],
            "chunk_index": index,
            "chunk_count": len(chunks),
        }
        if missing and index == 0:
            data["not_found"] = missing
        if "nonce" in request:
            data["nonce"] = request["nonce"]
        yield data


def _wanted(guild: GuildRecord, request: Json) -> tuple[list[Member], list[str]]:
    if asked := request.get("user_ids"):
        ids = [int(one) for one in cast(list[Any], asked if isinstance(asked, list) else [asked])]
        found = [guild.members[user_id] for user_id in ids if user_id in guild.members]
        return found, [str(user_id) for user_id in ids if user_id not in guild.members]
    query = str(request.get("query") or "").lower()
    limit = int(request.get("limit") or 0) or (_MAX_BY_NAME if query else len(guild.members))
    return [m for m in guild.members.values() if _named(m, query)][:limit], []


def _named(member: Member, query: str) -> bool:
    names = (member.user.name, member.nick, member.user.global_name)
    return any(name.lower().startswith(query) for name in names if name)
