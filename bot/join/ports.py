"""What the join page needs from Discord."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol

from bot.errors import PersonMustActError
from data.plans import Plan


class ServerPresence(Enum):
    """How a user stands to a server, as far as the bot can see."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    BANNED = "banned"


@dataclass(frozen=True, slots=True)
class DiscordAccount:
    """A Discord account that signed in, and the token that it gave us."""

    user_id: int
    name: str
    token: str = field(repr=False)
    token_until: datetime


class SignInRefusedError(Exception):
    """Discord does not accept a code: it was used, is too old, or is not ours."""


class ClientSecretRefusedError(PersonMustActError):
    """Discord does not accept DISCORD_CLIENT_SECRET."""


class DiscordAccounts(Protocol):
    """Discord's OAuth2."""

    def sign_in_url(self, state: str, challenge: str) -> str:
        """Return the address of the page where the user agrees."""
        ...

    async def identify(self, code: str, verifier: str) -> DiscordAccount:
        """Exchange a code for the account that it was granted by.

        Raises:
            SignInRefusedError: The code is not accepted.
            RetryLaterError: Discord can't be reached.
            ClientSecretRefusedError: Discord does not accept our client secret.
        """
        ...

    async def revoke(self, token: str) -> None:
        """End a token that is no longer needed; a failure is only logged."""
        ...


class JoinableServers(Protocol):
    """The served servers, as the running bot knows them."""

    def default_id(self) -> int | None:
        """Return the server of links that name none."""
        ...

    def name(self, guild_id: int) -> str | None:
        """Return a server's name; None if it is not served or not known yet."""
        ...

    def channels_opened_by(self, guild_id: int, plan: Plan) -> Sequence[str]:
        """Return the channels that a plan's role opens and that are not open to all."""
        ...

    async def presence(self, guild_id: int, user_id: int) -> ServerPresence:
        """Return how a user stands to a server.

        Raises:
            RetryLaterError: Discord can't be reached.
        """
        ...

    async def is_inside(self, guild_id: int, user_id: int) -> bool:
        """Return whether a user is in a server.

        Raises:
            RetryLaterError: As above.
        """
        ...
