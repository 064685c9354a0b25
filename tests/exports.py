"""Files as DiscordChatExporter writes them: made from what people did, in its format."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

Json = dict[str, Any]
GUILD = 1100000000000000001


def user(user_id: int, *, bot: bool = False) -> Json:
    return {
        "id": str(user_id),
        "name": f"user{user_id}",
        "discriminator": "0000",
        "nickname": f"User {user_id}",
        "color": None,
        "isBot": bot,
        "roles": [],
        "avatarUrl": "https://cdn.example/avatar.png",
    }


def reaction(name: str, *user_ids: int, emoji_id: str | None = None, nameless: int = 0) -> Json:
    return {
        "emoji": {
            "id": emoji_id,
            "name": name,
            "code": name,
            "isAnimated": False,
            "imageUrl": "https://cdn.example/emoji.svg",
        },
        "count": len(user_ids) + nameless,
        "users": [user(user_id) for user_id in user_ids],
    }


def message(
    message_id: int,
    author: Json | int,
    *reactions: Json,
    kind: str = "Default",
    answers: int | None = None,
    thread: int | None = None,
) -> Json:
    made: Json = {
        "id": str(message_id),
        "type": "Reply" if answers else kind,
        "timestamp": "2026-01-01T00:00:00.000+00:00",
        "timestampEdited": None,
        "callEndedTimestamp": None,
        "isPinned": False,
        "content": "words that must not be stored",
        "author": user(author) if isinstance(author, int) else author,
        "attachments": [],
        "embeds": [],
        "stickers": [],
        "reactions": list(reactions),
        "mentions": [],
        "inlineEmojis": [],
    }
    if answers or thread:
        made["reference"] = {
            "type": "Default",
            "messageId": None if answers is None else str(answers),
            "channelId": "5" if thread is None else str(thread),
            "guildId": str(GUILD),
        }
    return made


def head(
    channel_id: int, kind: str = "GuildTextChat", name: str = "chat", parent: int | None = None
) -> Json:
    return {
        "guild": {"id": str(GUILD), "name": "Lyceum", "iconUrl": "https://cdn.example/icon.png"},
        "channel": {
            "id": str(channel_id),
            "type": kind,
            "categoryId": None if parent is None else str(parent),
            "category": None if parent is None else "above",
            "name": name,
            "topic": None,
        },
        "dateRange": {"after": None, "before": None},
        "exportedAt": "2026-06-01T00:00:00.000+00:00",
    }


def write(path: Path, first: Json, messages: Sequence[Json]) -> Path:
    """Write one file, indented as the exporter does."""
    whole = first | {"messages": messages, "messageCount": len(messages)}
    path.write_text(json.dumps(whole, indent=2, ensure_ascii=False), encoding="utf-8")
    return path


def write_long(path: Path, first: Json, messages: Iterable[Json]) -> Path:
    """Write a file of any length without holding it in memory."""
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps(first)[:-1] + ', "messages": [')
        count = 0
        for count, each in enumerate(messages, start=1):
            file.write(("," if count > 1 else "") + "\n" + json.dumps(each, indent=2))
        file.write(f'], "messageCount": {count}}}')
    return path
