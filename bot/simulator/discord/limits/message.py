"""Discord's limits on messages and embeds."""

from collections.abc import Sequence
from typing import Any, cast

from bot.simulator.discord.errors import FormErrors
from bot.simulator.discord.limits.components import check_components, check_v2_components
from bot.simulator.discord.state.mentions import check_allowed_mentions
from bot.simulator.discord.state.records import Json, MessageFlag

CONTENT = 2000
EMBEDS = 10
EMBED_TOTAL = 6000
_FIELDS = 25
_TEXTS = {"title": 256, "description": 4096}
_NESTED = {("author", "name"): 256, ("footer", "text"): 2048}
ATTACHMENT_DESCRIPTION = 1_024
_NONCE = 25


def objects(value: object) -> list[Json]:
    """Return a body's list of objects; anything else counts as empty."""
    return [cast(Json, one) for one in cast(list[Any], value)] if isinstance(value, list) else []


def check_message(body: Json, errors: FormErrors, root: Sequence[str | int] = ()) -> None:
    """Add the faults of the visible parts of a message request.

    Args:
        body: The request, or the part of it that is the message.
        errors: Collects the faults.
        root: The path of that part, such as ("data",).
    """
    if int(body.get("flags") or 0) & MessageFlag.IS_COMPONENTS_V2:
        _check_v2(body, errors, root)
    else:
        errors.length((*root, "content"), body.get("content"), CONTENT)
        check_components(objects(body.get("components")), errors, (*root, "components"))
    _check_embeds(objects(body.get("embeds")), errors, (*root, "embeds"))
    for index, attachment in enumerate(objects(body.get("attachments"))):
        path = (*root, "attachments", index, "description")
        errors.length(path, attachment.get("description"), ATTACHMENT_DESCRIPTION)
    check_allowed_mentions(body.get("allowed_mentions"), errors)
    nonce = body.get("nonce")
    errors.length((*root, "nonce"), None if nonce is None else str(nonce), _NONCE)


def _check_v2(body: Json, errors: FormErrors, root: Sequence[str | int]) -> None:
    for field in ("content", "embeds", "poll", "sticker_ids"):
        if body.get(field):
            text = f"The '{field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
            errors.add((*root, field), code, text)
    check_v2_components(objects(body.get("components")), errors, (*root, "components"))


def _check_embeds(embeds: list[Json], errors: FormErrors, root: Sequence[str | int]) -> None:
    if len(embeds) > EMBEDS:
        text = f"Must be {EMBEDS} or fewer in length."
        errors.add(root, "BASE_TYPE_MAX_LENGTH", text)
    for index, embed in enumerate(embeds):
        _check_embed(embed, errors, (*root, index))
    if sum(embed_length(embed) for embed in embeds) > EMBED_TOTAL:
        text = f"Embed size exceeds maximum size of {EMBED_TOTAL}"
        errors.add(root, "MAX_EMBED_SIZE_EXCEEDED", text)


def _check_embed(embed: Json, errors: FormErrors, root: Sequence[str | int]) -> None:
    for name, longest in _TEXTS.items():
        errors.length((*root, name), embed.get(name), longest)
    for (part, name), longest in _NESTED.items():
        nested = cast(Json, embed.get(part) or {})
        errors.length((*root, part, name), nested.get(name), longest)
    for path in (("url",), ("image", "url"), ("thumbnail", "url"), ("author", "icon_url")):
        _check_link(embed, path, errors, root)
    fields = objects(embed.get("fields"))
    if len(fields) > _FIELDS:
        text = f"Must be {_FIELDS} or fewer in length."
        errors.add((*root, "fields"), "BASE_TYPE_MAX_LENGTH", text)
    for index, field in enumerate(fields):
        for name, longest in (("name", 256), ("value", 1024)):
            path = (*root, "fields", index, name)
            if not field.get(name):
                errors.required(path)
            else:
                errors.length(path, str(field[name]), longest)


def _check_link(
    embed: Json, path: tuple[str, ...], errors: FormErrors, root: Sequence[str | int]
) -> None:
    value: Any = embed
    for step in path:
        value = cast(Json, value).get(step) if isinstance(value, dict) else None
    if isinstance(value, str) and not value.startswith(("http://", "https://", "attachment://")):
        text = f'Scheme "{value.partition(":")[0]}" is not supported.'
        errors.add((*root, *path), "URL_TYPE_INVALID_SCHEME", text)


def embed_length(embed: Json) -> int:
    """Return how many characters of the total limit an embed uses."""
    nested = (cast(Json, embed.get(part) or {}).get(name) for part, name in _NESTED)
    texts = [embed.get(name) for name in _TEXTS] + list(nested)
    for field in objects(embed.get("fields")):
        texts += [field.get("name"), field.get("value")]
    return sum(len(str(text)) for text in texts if text)


def is_empty(body: Json) -> bool:
    """Return whether a message request would show nothing."""
    parts = ("content", "embeds", "components", "attachments", "sticker_ids", "poll")
    return not any(
        str(body[part]).strip() if part == "content" else body[part]
        for part in parts
        if body.get(part)
    )
