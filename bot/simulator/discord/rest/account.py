"""REST: the bot's own account, its application, and the gateway's URL."""

from collections.abc import Callable

from bot.simulator.discord.errors import closed_dms, invalid, unknown
from bot.simulator.discord.rest.call import RestAnswer, RestCall, Route, as_snowflake
from bot.simulator.discord.serializers.guild import channel_json, own_user_json, user_json
from bot.simulator.discord.state.channels import direct_channel
from bot.simulator.discord.state.events import GatewayEvent
from bot.simulator.discord.state.intents import application_flags
from bot.simulator.discord.state.permissions import guild_permissions
from bot.simulator.discord.state.records import Json
from bot.simulator.discord.state.roles import remove_role


def _me(call: RestCall) -> RestAnswer:
    return RestAnswer(200, own_user_json(call.user or call.world.bot))


def _user(call: RestCall) -> RestAnswer:
    user = call.world.users.get(call.id("user_id"))
    if user is None:
        raise unknown("user")
    return RestAnswer(200, user_json(user))


def _my_guilds(call: RestCall) -> RestAnswer:
    world = call.world
    guilds = [guild for guild in world.guilds.values() if world.bot_member(guild)]
    listed: list[Json] = [
        {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "banner": None,
            "owner": guild.owner_id == world.bot.id,
            "permissions": str(int(guild_permissions(guild, call.bot(guild)))),
            "features": [],
        }
        for guild in guilds
    ]
    return RestAnswer(200, listed)


def _leave(call: RestCall) -> RestAnswer:
    world, guild = call.world, call.guild()
    member = call.bot(guild)
    role = next((role for role in guild.roles.values() if role.bot_id == world.bot.id), None)
    world.emit(GatewayEvent("GUILD_DELETE", {"id": str(guild.id)}, guild.id))
    del guild.members[member.id]
    if role is not None:
        remove_role(world, guild, role)
    return RestAnswer()


def _open_direct(call: RestCall) -> RestAnswer:
    world = call.world
    recipient = call.json.get("recipient_id")
    if recipient is None:
        raise invalid(("recipient_id",), "BASE_TYPE_REQUIRED", "This field is required")
    user = world.users.get(as_snowflake(str(recipient), "recipient_id"))
    if user is None:
        raise unknown("user")
    if user.bot:
        raise closed_dms()
    return RestAnswer(200, channel_json(direct_channel(world, user)))


def _application(call: RestCall) -> RestAnswer:
    application = call.world.application
    flags = application_flags(application.granted)
    body: Json = _APPLICATION_DEFAULTS | {
        "id": str(application.id),
        "name": application.name,
        "flags": flags,
        "flags_new": str(flags),
        "owner": user_json(application.owner),
        "bot": user_json(call.world.bot),
        "approximate_guild_count": len(call.world.guilds),
        "redirect_uris": [*application.redirect_uris],
    }
    return RestAnswer(200, body)


def routes(gateway_url: Callable[[], str]) -> list[Route]:
    """Return the routes of this topic.

    Args:
        gateway_url: Returns the gateway's URL (ws://…), once it is known.
    """

    def gateway(_: RestCall) -> RestAnswer:
        return RestAnswer(200, {"url": gateway_url()})

    def gateway_bot(_: RestCall) -> RestAnswer:
        limit = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
        return RestAnswer(200, {"url": gateway_url(), "shards": 1, "session_start_limit": limit})

    return [
        Route("GET", "/users/@me", _me, scope="identify"),
        Route("GET", "/users/@me/guilds", _my_guilds),
        Route("DELETE", "/users/@me/guilds/{guild_id}", _leave),
        Route("POST", "/users/@me/channels", _open_direct),
        Route("GET", "/users/{user_id}", _user),
        Route("GET", "/oauth2/applications/@me", _application),
        Route("GET", "/applications/@me", _application),
        Route("GET", "/gateway", gateway, authorized=False),
        Route("GET", "/gateway/bot", gateway_bot),
    ]


_APPLICATION_DEFAULTS: Json = {
    "icon": None,
    "description": "",
    "type": None,
    "bot_public": True,
    "bot_require_code_grant": False,
    "verify_key": "0" * 64,
    "interactions_endpoint_url": None,
    "role_connections_verification_url": None,
    "approximate_user_install_count": 0,
    "approximate_user_authorization_count": 0,
    "explicit_content_filter": 0,
    "team": None,
    "eligible_oauth2_scopes": [],
    "integration_types_config": {"0": {}},
}
