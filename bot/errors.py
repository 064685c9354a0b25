"""Errors whose text is shown to a user, and the kinds of external failure."""


class UserError(Exception):
    """A refusal that the user can act on.

    Carries a message id and its arguments, not a sentence, because the language is the reader's.
    """

    def __init__(self, message: str, /, **arguments: str | float) -> None:
        super().__init__(message)
        self.message = message
        self.arguments = arguments


class NothingNowError(UserError):
    """There is nothing to show now, which is nobody's mistake."""


class RetryLaterError(Exception):
    """An external service failed for now; the same call may succeed later."""


class BusyError(RetryLaterError):
    """An external service is reachable, but received too many requests just now."""


class PersonMustActError(Exception):
    """An external service refuses until a person acts; staff are told what to do."""


class RefusedByDiscordError(Exception):
    """Discord rejects the bot as it is set up; the message says what to change."""
