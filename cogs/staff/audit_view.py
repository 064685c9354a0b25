"""Renders the audit log: what was done, to whom, by whom and why."""

from collections.abc import Mapping, Sequence
from typing import Any

import discord

from bot.i18n import Translator
from bot.settings.runtime import RUNTIME
from cogs.staff.access_view import named
from cogs.staff.settings_panel import shown
from cogs.ui.pages import MAX_VALUE_LENGTH, Page, PageEntry, paged
from data.audit import AuditEntry as Done

MAX_SHOWN = 500
LINES = 5  # per field
NAMES = ("plan", "file", "title")  # as people gave them


def audit_pages(translate: Translator, done: Sequence[Done], member: str | None) -> list[Page]:
    """Return the entries in pages, newest first; `member` is whom they are about."""
    lines = [_line(translate, one) for one in done]
    title = (
        translate("audit-title")
        if member is None
        else translate("audit-title-member", member=member)
    )
    full = len(done) >= MAX_SHOWN and member is None
    footer = translate("audit-more", count=len(done)) if full else translate("audit-footer")
    values = ["\n".join(lines[start : start + LINES]) for start in range(0, len(lines), LINES)]
    return paged(title, [PageEntry("", value[:MAX_VALUE_LENGTH]) for value in values], footer)


def _line(translate: Translator, done: Done) -> str:
    by = translate("audit-by-lyceum")
    if done.actor_id is not None:
        by = translate("audit-by", actor=f"<@{done.actor_id}>")
    parts = [discord.utils.format_dt(done.at, "f"), _what(translate, done), by]
    if done.action.startswith("grants.") and done.detail.get("reason"):
        parts.append(translate("audit-reason", reason=_plain(done.detail["reason"])))
    return " · ".join(parts)


def _what(translate: Translator, done: Done) -> str:
    """Return what was done, as text; an unknown action by its name."""
    detail = done.detail
    arguments: dict[str, str | float] = {
        "member": f"<@{done.user_id}>" if done.user_id else "",
        "role": f"<@&{detail.get('role_id')}>",
        **{name: _plain(detail.get(name) or "") for name in NAMES},
        **{name: str(detail.get(name) or "") for name in ("source", "number")},
        **{name: detail.get(name) or 0 for name in ("devices", "keys")},
        "action": done.action,
    }
    match done.action:
        case "role.grant" | "role.revoke":
            moved = "" if detail.get("plan") else "-moved"
            return translate(f"audit-{_id(done)}{moved}", **arguments, why=_why(translate, detail))
        case "grants.give" if detail.get("days"):
            return translate("audit-grants-give-days", **arguments, days=detail["days"])
        case "grants.move":
            accounts = {end: f"<@{detail[end]}>" for end in ("from", "to")}
            return translate("audit-grants-move", **arguments, **accounts)
        case "plan.edit":
            after = detail["after"]
            arguments |= {
                "plan": _plain(after["name"]),
                "changes": _changes(detail["before"], after),
            }
            return translate("audit-plan-edit", **arguments)
        case "settings.change" | "settings.reset":
            return translate(f"audit-{_id(done)}", **_setting(translate, detail))
        case "access.change":
            return translate("audit-access-change", **arguments, **_rights(translate, detail))
        case "grants.reconcile":
            return translate(
                "audit-grants-reconcile", gains=detail["gains"], losses=detail["losses"]
            )
        case _:
            return translate.get(f"audit-{_id(done)}", None, **arguments) or translate(
                "audit-other", **arguments
            )


def _setting(translate: Translator, detail: Mapping[str, Any]) -> dict[str, str]:
    setting = RUNTIME.get(detail["setting"])
    if setting is None:
        return {"setting": f"`{detail['setting']}`"} | {
            name: _plain(detail[name]) for name in ("before", "after")
        }
    return {"setting": translate(setting.message)} | {
        name: shown(translate, None, setting, detail[name]) for name in ("before", "after")
    }


def _rights(translate: Translator, detail: Mapping[str, Any]) -> dict[str, str]:
    return {name: named(translate, set(detail[name])) for name in ("before", "after")}


def _why(translate: Translator, detail: Mapping[str, Any]) -> str:
    """Return why a role was given or taken; old entries only name the source."""
    if detail.get("reason"):
        return translate(f"grants-why-{detail['reason']}", state=detail.get("state", ""))
    return f"`{detail.get('source')}`"


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    changed = [name for name in after if before.get(name) != after[name]]
    return ", ".join(
        f"`{name}` {_plain(before.get(name))} → {_plain(after[name])}" for name in changed
    )


def _id(done: Done) -> str:
    return done.action.replace(".", "-")


def _plain(value: object) -> str:
    return discord.utils.escape_markdown(str(value)[:100])
