"""Discord's errors, with its codes and texts, and the error of impossible actions."""

from collections.abc import Sequence

from bot.simulator.discord.state.records import Json


class ImpossibleError(Exception):
    """An actor was asked for something that no real client would allow."""


class ApiError(Exception):
    """A request is refused as Discord refuses it."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.body: Json = {"message": message, "code": code}
        if errors is not None:
            self.body["errors"] = errors


class FormErrors:
    """Collects faults of a request body, then raises them as Discord's error tree."""

    def __init__(self) -> None:
        self._tree: Json = {}

    def add(self, path: Sequence[str | int], code: str, message: str) -> None:
        """Add a fault at a path into the body, such as ("embeds", 0, "title")."""
        node = self._tree
        for step in path:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def length(
        self, path: Sequence[str | int], value: str | None, longest: int, shortest: int = 0
    ) -> None:
        """Add a fault if a text is too long or too short; None passes."""
        if value is None:
            return
        if len(value) > longest:
            text = f"Must be {longest} or fewer in length."
            self.add(path, "BASE_TYPE_MAX_LENGTH", text)
        elif len(value) < shortest:
            text = f"Must be between {shortest} and {longest} in length."
            self.add(path, "BASE_TYPE_BAD_LENGTH", text)

    def required(self, path: Sequence[str | int]) -> None:
        """Add a fault for a missing required field."""
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required")

    def refuse(self) -> None:
        """Raise an ApiError if there are faults."""
        if self._tree:
            raise ApiError(400, 50035, "Invalid Form Body", self._tree)


def invalid(path: Sequence[str | int], code: str, message: str) -> ApiError:
    """Return the error for a single fault of a body."""
    errors = FormErrors()
    errors.add(path, code, message)
    try:
        errors.refuse()
    except ApiError as refusal:
        return refusal
    raise AssertionError  # there is one fault


def unauthorized() -> ApiError:
    """Return the error for a token that is not the application's."""
    return ApiError(401, 0, "401: Unauthorized")


def missing_access() -> ApiError:
    """Return the error for something that the bot can't see."""
    return ApiError(403, 50001, "Missing Access")


def missing_permissions() -> ApiError:
    """Return the error for something that the bot sees but may not do."""
    return ApiError(403, 50013, "Missing Permissions")


def closed_dms() -> ApiError:
    """Return the error for a user who accepts no messages from the bot."""
    return ApiError(403, 50007, "Cannot send messages to this user")


def banned() -> ApiError:
    """Return the error for a user who is banned from the guild."""
    return ApiError(403, 40007, "The user is banned from this guild.")


def too_many_guilds() -> ApiError:
    """Return the error for a user who can join no further guild."""
    return ApiError(400, 30001, "Maximum number of guilds reached (100)")


def invalid_access_token() -> ApiError:
    """Return the error for a user's token that is invalid for the request."""
    return ApiError(403, 50025, "Invalid OAuth2 access token provided")


_UNKNOWN = {
    "application": 10002,
    "channel": 10003,
    "guild": 10004,
    "member": 10007,
    "message": 10008,
    "overwrite": 10009,
    "role": 10011,
    "ban": 10026,
    "user": 10013,
    "emoji": 10014,
    "webhook": 10015,
    "interaction": 10062,
    "voice state": 10065,
    "stage instance": 10067,
    "guild scheduled event": 10070,
    "application command": 10063,
}


def unknown(thing: str) -> ApiError:
    """Return the error for something that does not exist (any more)."""
    return ApiError(
        404, _UNKNOWN[thing], f"Unknown {thing.title() if thing != 'interaction' else thing}"
    )
