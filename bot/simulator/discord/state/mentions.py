"""Finds whom a message mentions: names in its text, as far as its author allows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.simulator.discord.errors import FormErrors
from bot.simulator.discord.state.records import GuildRecord, Json

_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(everyone|here)\b")
_MAX_MENTIONS = 100


@dataclass(frozen=True, slots=True)
class Mentions:
    """The users and roles that a message notifies."""

    users: list[int]
    roles: list[int]
    everyone: bool


def check_allowed_mentions(allowed: Json | None, errors: FormErrors) -> None:
    """Add the faults of a request's allowed_mentions."""
    if allowed is None:
        return
    parse: list[str] = allowed.get("parse") or []
    for kind in ("users", "roles"):
        named: list[str] = allowed.get(kind) or []
        if named and kind in parse:
            text = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            errors.add(("allowed_mentions",), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", text)
        if len(named) > _MAX_MENTIONS:
            errors.add(
                ("allowed_mentions", kind),
                "BASE_TYPE_MAX_LENGTH",
                "Must be 100 or fewer in length.",
            )


def find_mentions(
    text: str,
    allowed: Json | None,
    guild: GuildRecord | None,
    *,
    may_mention_everyone: bool,
    replied_to: int | None = None,
) -> Mentions:
    """Return whom a text notifies.

    Args:
        text: The message's visible text.
        allowed: The request's allowed_mentions; None allows everything.
        guild: The guild it is sent in, for its roles.
        may_mention_everyone: Whether the author may notify @everyone and unmentionable roles.
        replied_to: The author of the message replied to.
    """
    users = _unique(int(found) for found in _USER.findall(text))
    roles = _unique(int(found) for found in _ROLE.findall(text))
    everyone = bool(_EVERYONE.search(text)) and may_mention_everyone
    ping_reply = True
    if allowed is not None:
        parse: list[str] = allowed.get("parse") or []
        users = _kept(users, parse, "users", allowed)
        roles = _kept(roles, parse, "roles", allowed)
        everyone = everyone and "everyone" in parse
        ping_reply = bool(allowed.get("replied_user", False))
    if replied_to is not None and ping_reply and replied_to not in users:
        users.append(replied_to)
    roles = [r for r in roles if _notifies(guild, r, may_mention_everyone=may_mention_everyone)]
    return Mentions(users, roles, everyone)


def _kept(found: list[int], parse: list[str], kind: str, allowed: Json) -> list[int]:
    if kind in parse:
        return found
    listed: list[str] = allowed.get(kind) or []
    named = {int(one) for one in listed}
    return [one for one in found if one in named]


def _notifies(guild: GuildRecord | None, role_id: int, *, may_mention_everyone: bool) -> bool:
    role = None if guild is None else guild.roles.get(role_id)
    return role is not None and (role.mentionable or may_mention_everyone)


def _unique(ids: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(ids))
