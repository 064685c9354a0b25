"""REST: the application's commands."""

from typing import Any, cast

from bot.simulator.discord.errors import missing_access, unknown
from bot.simulator.discord.rest.call import RestAnswer, RestCall, Route
from bot.simulator.discord.state.records import Json


def _place(call: RestCall) -> int | None:
    if call.id("application_id") != call.world.application.id:
        raise missing_access()
    if "guild_id" not in call.params:
        return None
    guild = call.world.guilds.get(call.id("guild_id"))
    if guild is None or call.world.bot_member(guild) is None:
        raise missing_access()
    return guild.id


def _list(call: RestCall) -> RestAnswer:
    return RestAnswer(200, [command.data for command in call.commands.listed(_place(call))])


def _overwrite(call: RestCall) -> RestAnswer:
    wanted = cast(list[Any], call.body or [])
    commands = call.commands.overwrite(_place(call), [cast(Json, one) for one in wanted])
    return RestAnswer(200, [command.data for command in commands])


def _create(call: RestCall) -> RestAnswer:
    place, data = _place(call), call.json
    known = {(command.type, command.name) for command in call.commands.listed(place)}
    is_new = (int(data.get("type") or 1), data.get("name")) not in known
    return RestAnswer(201 if is_new else 200, call.commands.upsert(place, data).data)


def _get(call: RestCall) -> RestAnswer:
    return RestAnswer(200, call.commands.get(_place(call), call.id("command_id")).data)


def _edit(call: RestCall) -> RestAnswer:
    place = _place(call)
    known = call.commands.get(place, call.id("command_id"))
    return RestAnswer(200, call.commands.upsert(place, known.data | call.json).data)


def _delete(call: RestCall) -> RestAnswer:
    place = _place(call)
    call.commands.delete(place, call.commands.get(place, call.id("command_id")).id)
    return RestAnswer()


def _permissions(call: RestCall) -> RestAnswer:
    if _place(call) is None:
        raise unknown("guild")
    return RestAnswer(200, [])


def routes() -> list[Route]:
    """Return the routes of this topic, for global and for guild commands."""
    application = "/applications/{application_id}"
    listed: list[Route] = [
        Route("GET", f"{application}/guilds/{{guild_id}}/commands/permissions", _permissions)
    ]
    for place in (application, f"{application}/guilds/{{guild_id}}"):
        every, one = f"{place}/commands", f"{place}/commands/{{command_id}}"
        listed += [
            Route("GET", every, _list),
            Route("PUT", every, _overwrite),
            Route("POST", every, _create),
            Route("GET", one, _get),
            Route("PATCH", one, _edit),
            Route("DELETE", one, _delete),
        ]
    return listed
