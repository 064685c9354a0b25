"""Lists that come out too short: what a fault at Stripe, or a wrong filter, could look like."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from bot.simulator.stripe.store import Json


@dataclass(slots=True)
class _Cut:
    path: str
    keep: int
    times: int | None


class ShortLists:
    """Answers that leave out the end of a list and say that there is no more."""

    def __init__(self) -> None:
        self._planned: list[_Cut] = []

    def cut(self, path: str = "*", *, keep: int = 0, times: int | None = None) -> None:
        """Leave only the first entries of lists.

        Args:
            path: Of the lists, as an fnmatch pattern, as "/v1/subscriptions".
            keep: Entries that are left, of each page.
            times: How many answers are cut; None for all until `clear`.
        """
        self._planned.append(_Cut(path, keep, times))

    def clear(self) -> None:
        """Let all lists be whole again."""
        self._planned.clear()

    def shorten(self, path: str, answer: Json) -> Json:
        """The answer, cut if it is a list that is to be."""
        if answer["object"] != "list":
            return answer
        for cut in self._planned:
            if cut.times != 0 and fnmatchcase(path, cut.path):
                cut.times = cut.times and cut.times - 1
                return answer | {"data": answer["data"][: cut.keep], "has_more": False}
        return answer
