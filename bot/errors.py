"""What may be said to a person when something can't be done."""


class UserError(Exception):
    """A refusal that the person who asked can act on.

    Carries a catalogue id and its arguments, not a sentence: the words depend on who reads them.
    """

    def __init__(self, message: str, /, **arguments: str | float) -> None:
        super().__init__(message)
        self.message = message
        self.arguments = arguments


class RetryLaterError(Exception):
    """An outside service could not do it now; the same call may succeed later."""


class BusyError(RetryLaterError):
    """An outside service is there, but has had too many calls within the last seconds."""


class PersonMustActError(Exception):
    """An outside service refuses until a person changes something; staff are told what."""


class RefusedByDiscordError(Exception):
    """Discord will never let us in like this; the words say what to change."""
