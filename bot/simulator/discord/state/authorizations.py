"""OAuth2: codes and access tokens that users grant to the application."""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.simulator.discord.state.records import User
from bot.simulator.discord.state.world import DiscordState

SCOPES = frozenset(("email", "guilds", "guilds.join", "guilds.members.read", "identify"))
CODE_LIFE = timedelta(seconds=100)
TOKEN_LIFE = timedelta(days=7)


class GrantError(Exception):
    """A token request is refused, with OAuth2's name of the error."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(f"{error}: {description}")
        self.error = error
        self.description = description


@dataclass(frozen=True, slots=True)
class AuthorizationCode:
    """An authorization code, and the request that it was granted for.

    `challenge` is the S256 challenge of PKCE, if there was one.
    """

    user: User
    scopes: frozenset[str]
    redirect_uri: str
    challenge: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A user's access token."""

    value: str
    refresh: str
    user: User
    scopes: frozenset[str]
    expires_at: datetime


class Authorizations:
    """The codes and tokens of the one application. A code is exchanged at most once."""

    def __init__(self, world: DiscordState) -> None:
        self._world = world
        self._codes: dict[str, AuthorizationCode] = {}
        self._tokens: dict[str, AccessToken] = {}

    def grant(
        self, user: User, scopes: frozenset[str], redirect_uri: str, challenge: str | None
    ) -> str:
        """Return a new code for what a user has agreed to."""
        value = secrets.token_urlsafe(22)
        expires_at = self._world.now() + CODE_LIFE
        self._codes[value] = AuthorizationCode(user, scopes, redirect_uri, challenge, expires_at)
        return value

    def exchange(self, code: str, redirect_uri: str, verifier: str | None) -> AccessToken:
        """Exchange a code for a token.

        Raises:
            GrantError: If the code was used, has expired, or belongs to another request.
        """
        known = self._codes.pop(code, None)
        if known is None or known.expires_at <= self._world.now():
            raise GrantError("invalid_grant", 'Invalid "code" in request.')
        if known.redirect_uri != redirect_uri:
            raise GrantError("invalid_request", 'Invalid "redirect_uri" in request.')
        if known.challenge is not None and not verifier:
            raise GrantError("invalid_request", 'Missing "code_verifier"')
        if known.challenge is not None and s256(verifier or "") != known.challenge:
            raise GrantError("invalid_grant", 'Invalid "code_verifier" in request.')
        return self._token(known.user, known.scopes)

    def grant_owner(self, scopes: frozenset[str]) -> AccessToken:
        """Return a token of the application's owner, as its credentials give."""
        return self._token(self._world.application.owner, scopes)

    def _token(self, user: User, scopes: frozenset[str]) -> AccessToken:
        value, refresh = secrets.token_urlsafe(22), secrets.token_urlsafe(22)
        token = AccessToken(value, refresh, user, scopes, self._world.now() + TOKEN_LIFE)
        self._tokens[value] = token
        return token

    def find(self, value: str) -> AccessToken | None:
        """Return a token that is valid now."""
        token = self._tokens.get(value)
        return token if token is not None and token.expires_at > self._world.now() else None

    def revoke(self, value: str) -> None:
        """End a token; an unknown one is no error, as RFC 7009 says."""
        self._tokens.pop(value, None)

    @property
    def tokens(self) -> list[AccessToken]:
        """All tokens that were neither revoked nor have expired."""
        return [token for value in [*self._tokens] if (token := self.find(value)) is not None]


def s256(verifier: str) -> str:
    """Return PKCE's challenge for a verifier (RFC 7636)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
