"""The page on which a user agrees to sign in, with a button for each account."""

from collections.abc import Mapping
from html import escape
from importlib.resources import files
from string import Template

from aiohttp import web
from yarl import URL

from bot.simulator.discord.state.authorizations import SCOPES, Authorizations
from bot.simulator.discord.state.records import User
from bot.simulator.discord.state.world import DiscordState

PATH = "/oauth2/authorize"
MAX_ACCOUNTS = 50  # shown at once
_WORDS = {
    "email": "See your e-mail address",
    "guilds": "Know what servers you're in",
    "guilds.join": "Join servers for you",
    "guilds.members.read": "Read your member info for servers you're in",
    "identify": "Access your username, avatar and banner",
}
_DENIED = "The resource owner or authorization server denied the request"


class AuthorizePage:
    """Serves `/oauth2/authorize`. Faulty links are shown here and lead nowhere."""

    def __init__(self, world: DiscordState, authorizations: Authorizations) -> None:
        self._world = world
        self._authorizations = authorizations

    def register(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get(PATH, self._show)
        app.router.add_post(PATH, self._answer)

    async def _show(self, request: web.Request) -> web.Response:
        fault = self._fault(request.query)
        if fault:
            return web.Response(text=fault, status=400)
        people = [user for user in self._world.users.values() if not user.bot]
        html = files("bot.simulator.discord.rest") / "authorize.html"
        text = Template(html.read_text(encoding="utf-8")).substitute(
            application=escape(self._world.application.name),
            scopes="".join(f"<li>{_WORDS[scope]}</li>" for scope in _scopes(request.query)),
            accounts="".join(_button(user) for user in people[-MAX_ACCOUNTS:]),
        )
        return web.Response(text=text, content_type="text/html")

    async def _answer(self, request: web.Request) -> web.Response:
        fault = self._fault(request.query)
        if fault:
            return web.Response(text=fault, status=400)
        account = str((await request.post()).get("account", ""))
        back = URL(request.query["redirect_uri"])
        user = self._world.users.get(int(account)) if account.isdecimal() else None
        if user is None:
            answer = {"error": "access_denied", "error_description": _DENIED}
        else:
            answer = {
                "code": self._authorizations.grant(
                    user,
                    frozenset(_scopes(request.query)),
                    request.query["redirect_uri"],
                    request.query.get("code_challenge"),
                )
            }
        if "state" in request.query:
            answer["state"] = request.query["state"]
        return web.Response(status=302, headers={"Location": str(back.update_query(answer))})

    def _fault(self, query: Mapping[str, str]) -> str:
        """Return what is wrong with a link; empty if nothing is."""
        application = self._world.application
        if query.get("client_id") != str(application.id):
            return "Unknown Application"
        if query.get("redirect_uri") not in application.redirect_uris:
            return "Invalid OAuth2 redirect_uri"
        if query.get("response_type") != "code":
            return "Unsupported response_type"
        if not _scopes(query) or not SCOPES.issuperset(_scopes(query)):
            return "The requested scope is invalid, unknown, or malformed."
        if "code_challenge" in query and query.get("code_challenge_method") != "S256":
            return "Unsupported code_challenge_method"
        return ""


def _scopes(query: Mapping[str, str]) -> list[str]:
    return sorted(set(query.get("scope", "").split()))


def _button(user: User) -> str:
    return f'<button name="account" value="{user.id}">Authorize as {escape(user.name)}</button>'
