"""Discord's OAuth2 for the join page: the authorization code grant with PKCE."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import aiohttp
import structlog
from yarl import URL

from bot.clock import Clock
from bot.discord.client import REAL_API
from bot.errors import PersonMustActError, RetryLaterError
from bot.join.ports import ClientSecretRefusedError, DiscordAccount, SignInRefusedError

SCOPES = "identify guilds.join"
TIMEOUT = aiohttp.ClientTimeout(total=10)
BAD_REQUEST, UNAUTHORIZED = 400, 401

_log = structlog.get_logger(__name__)


class DiscordSignIn:
    """Signs users in for one application; its id is known after the login."""

    def __init__(
        self,
        http: aiohttp.ClientSession,
        clock: Clock,
        *,
        api_base: str,
        client_id: Callable[[], int | None],
        client_secret: str,
        redirect_url: str,
    ) -> None:
        self._http = http
        self._clock = clock
        self._api_base = api_base
        self._client_id = client_id
        self._client_secret = client_secret
        self._redirect_url = redirect_url

    def sign_in_url(self, state: str, challenge: str) -> str:
        """Return the address of the page where the user agrees.

        Raises:
            RetryLaterError: The bot has not logged in yet.

        Discord asks each time, and shows which account it is, so that nobody pays for the account
        of another person who uses the same browser.
        """
        query = {
            "client_id": self._known_id(),
            "response_type": "code",
            "redirect_uri": self._redirect_url,
            "scope": SCOPES,
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return str(URL(f"{site_of(self._api_base)}/oauth2/authorize").with_query(query))

    async def identify(self, code: str, verifier: str) -> DiscordAccount:
        """Exchange a code for the account that it was granted by.

        Raises:
            SignInRefusedError: The code is not accepted, or does not name an account.
            RetryLaterError: Discord can't be reached.
            ClientSecretRefusedError: Discord does not accept our client secret.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_url,
            "code_verifier": verifier,
        }
        granted = await self._post("/oauth2/token", form)
        token = str(granted["access_token"])
        user = await self._request("GET", "/users/@me", {"Authorization": f"Bearer {token}"})
        return DiscordAccount(
            user_id=int(user["id"]),
            name=str(user.get("global_name") or user["username"]),
            token=token,
            token_until=self._clock.now() + timedelta(seconds=int(granted["expires_in"])),
        )

    async def check_secret(self) -> None:
        """Check that Discord accepts our client secret, without a user.

        Raises:
            ClientSecretRefusedError: It does not.
            RetryLaterError: Discord can't be reached.
        """
        form = {"grant_type": "client_credentials", "scope": "identify"}
        with suppress(SignInRefusedError):  # not for this application, but it knew the secret
            granted = await self._post("/oauth2/token", form)
            await self.revoke(str(granted["access_token"]))

    async def revoke(self, token: str) -> None:
        """End a token that is no longer needed; a failure is only logged."""
        try:
            await self._post("/oauth2/token/revoke", {"token": token})
        except (RetryLaterError, PersonMustActError, SignInRefusedError) as error:
            _log.warning("join.not_revoked", error=type(error).__name__)

    async def _post(self, path: str, form: dict[str, str]) -> dict[str, Any]:
        client = aiohttp.encode_basic_auth(self._known_id(), self._client_secret)
        return await self._request("POST", path, {"Authorization": client}, form)

    def _known_id(self) -> str:
        client_id = self._client_id()
        if client_id is None:
            raise RetryLaterError("the bot has not logged in yet")
        return str(client_id)

    async def _request(
        self, method: str, path: str, headers: dict[str, str], form: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """Send a request; its errors hold neither secrets nor tokens."""
        try:
            async with self._http.request(
                method, self._api_base + path, headers=headers, data=form, timeout=TIMEOUT
            ) as answer:
                if answer.status == UNAUTHORIZED and form is not None:
                    raise ClientSecretRefusedError("Discord refuses DISCORD_CLIENT_SECRET")
                if answer.status in (BAD_REQUEST, UNAUTHORIZED):
                    raise SignInRefusedError
                if not answer.ok:
                    raise RetryLaterError(f"Discord answered {answer.status}")
                return await answer.json()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise RetryLaterError(type(error).__name__) from None


def site_of(api_base: str) -> str:
    """Return the address of Discord's pages: its own, or that of a simulator's API."""
    return "https://discord.com" if api_base == REAL_API else str(URL(api_base).origin())
