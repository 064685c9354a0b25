"""API keys: the account's secret key, and restricted keys with some permissions."""

from collections.abc import Iterable

from bot.simulator.stripe.errors import StripeError

_SHOWN = 4  # last characters of a key that an error shows


def is_live(key: str) -> bool:
    """Return whether a key is of live mode."""
    return key.startswith(("sk_live", "rk_live"))


class Keys:
    """The existing keys and their permissions."""

    def __init__(self, *secrets: str) -> None:
        # None: all permissions
        self._permissions: dict[str, frozenset[str] | None] = dict.fromkeys(secrets)

    def restrict(self, key: str, permissions: Iterable[str]) -> None:
        """Give a restricted key exactly these rights, as {"customer_write", "event_read"}."""
        self._permissions[key] = frozenset(
            permission.removeprefix("rak_") for permission in permissions
        )

    def revoke(self, key: str) -> None:
        """Revoke a key: it is unknown from now on."""
        self._permissions.pop(key, None)

    def check(self, authorization: str | None) -> str:
        """Return the key of a request.

        Raises:
            StripeError: 401; there is none, or it is unknown.
        """
        scheme, _, key = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not key:
            raise StripeError(
                "You did not provide an API key. You need to provide your API key in the "
                "Authorization header, using Bearer auth (e.g. 'Authorization: Bearer "
                "YOUR_SECRET_KEY').",
                status=401,
            )
        if key not in self._permissions:
            raise StripeError(f"Invalid API Key provided: {_masked(key)}", status=401)
        return key

    def permit(self, key: str, permission: str, account_id: str) -> None:
        """Check that a key has a permission.

        Raises:
            StripeError: 403; the restricted key lacks the permission, which the message names.
        """
        permissions = self._permissions[key]
        implied = {
            permission,
            permission.replace("_read", "_write"),
        }  # a write permission includes reading
        if permissions is None or permissions & implied:
            return
        raise StripeError(
            f"The provided key '{_masked(key)}' does not have the required permissions for this "
            f"endpoint on account '{account_id}'. Having the 'rak_{permission}' permission would "
            "allow this request to continue.",
            status=403,
        )


def _masked(key: str) -> str:
    prefix = key[: key.rfind("_") + 1]
    hidden = len(key) - len(prefix) - _SHOWN
    return f"{prefix}{'*' * max(hidden, 0)}{key[-_SHOWN:]}"
