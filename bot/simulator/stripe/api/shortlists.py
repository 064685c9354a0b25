"""Lists that are cut short, as by a fault at Stripe or a wrong filter."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from bot.simulator.stripe.store import Json


@dataclass(slots=True)
class _Cut:
    path: str
    keep: int
    times: int | None


class ShortLists:
    """Responses that omit the end of a list and claim that there is no more."""

    def __init__(self) -> None:
        self._planned: list[_Cut] = []

    def cut(self, path: str = "*", *, keep: int = 0, times: int | None = None) -> None:
        """Cut lists to their first entries.

        Args:
            path: The path of the lists, an fnmatch pattern such as "/v1/subscriptions".
            keep: The number of entries left on each page.
            times: How many responses are cut; None for all until `clear`.
        """
        self._planned.append(_Cut(path, keep, times))

    def clear(self) -> None:
        """Stop cutting lists."""
        self._planned.clear()

    def shorten(self, path: str, answer: Json) -> Json:
        """Return the response, cut if it is a list to be cut."""
        if answer["object"] != "list":
            return answer
        for cut in self._planned:
            if cut.times != 0 and fnmatchcase(path, cut.path):
                cut.times = cut.times and cut.times - 1
                return answer | {"data": answer["data"][: cut.keep], "has_more": False}
        return answer
