"""API keys: the account's secret key, and restricted keys with some rights."""

from collections.abc import Iterable

from bot.simulator.stripe.errors import StripeError

_SHOWN = 4  # last characters of a key that an error repeats


def is_live(key: str) -> bool:
    """The mode that a key is of."""
    return key.startswith(("sk_live", "rk_live"))


class Keys:
    """Which keys exist and what each may do."""

    def __init__(self, *secrets: str) -> None:
        # None: everything
        self._rights: dict[str, frozenset[str] | None] = dict.fromkeys(secrets)

    def restrict(self, key: str, rights: Iterable[str]) -> None:
        """Give a restricted key exactly these rights, as {"customer_write", "event_read"}."""
        self._rights[key] = frozenset(right.removeprefix("rak_") for right in rights)

    def revoke(self, key: str) -> None:
        """Let a key be unknown from now on."""
        self._rights.pop(key, None)

    def check(self, authorization: str | None) -> str:
        """The key of a request.

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
        if key not in self._rights:
            raise StripeError(f"Invalid API Key provided: {_masked(key)}", status=401)
        return key

    def permit(self, key: str, right: str, account_id: str) -> None:
        """Let a key do something.

        Raises:
            StripeError: 403; the restricted key lacks the right, which the message names.
        """
        rights = self._rights[key]
        implied = {right, right.replace("_read", "_write")}  # who may write may read
        if rights is None or rights & implied:
            return
        raise StripeError(
            f"The provided key '{_masked(key)}' does not have the required permissions for this "
            f"endpoint on account '{account_id}'. Having the 'rak_{right}' permission would allow "
            "this request to continue.",
            status=403,
        )


def _masked(key: str) -> str:
    prefix = key[: key.rfind("_") + 1]
    hidden = len(key) - len(prefix) - _SHOWN
    return f"{prefix}{'*' * max(hidden, 0)}{key[-_SHOWN:]}"
