"""The kinds of signals, each declared once; weights and sets derive from it."""

from dataclasses import dataclass
from typing import Literal

SignalKind = Literal[
    "post",
    "reply",
    "react",
    "save",
    "click",
    "more",
    "less",
    "dislike",
    "burst",
    "bought",
    "opened",
    "finished",
    "attended",
    "answered",
]
FeedbackKind = Literal["save", "click", "more", "less"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of signal.

    Attributes:
        name: The stored name.
        weight: Rating points, unless `[activity.weights]` sets others.
        by: What a member does. Discord's history shows messages and reactions but no feedback,
            which is what members press on a recommendation, and nothing of contents.
        public: Whether everybody in the channel saw it: the community's rating counts only these.
        answer: Whether it is done on another member's item, so that a plain message becomes one.
    """

    name: SignalKind
    weight: float
    by: Literal["message", "reaction", "feedback", "content"]
    public: bool = False
    answer: bool = False


# In the order of their numbers in the matrix.
SIGNAL_KINDS = (
    Kind("post", 2.0, "message", public=True),
    Kind("reply", 3.0, "message", public=True, answer=True),
    Kind("react", 1.0, "reaction", public=True, answer=True),
    Kind("save", 4.0, "feedback"),
    Kind("click", 1.0, "feedback"),
    Kind("more", 4.0, "feedback"),
    Kind("less", -6.0, "feedback"),
    Kind("dislike", -2.0, "reaction"),
    Kind("burst", 0.0, "reaction"),  # one reaction too many in a minute
    # What members do with contents counts for the content's card, a lesson for its course's.
    # With planted interests (`tests/bench/bench_content_weights.py`) what a member finished last is
    # among the first ten in 12.8 % of lists; 6.6 % without these signals, 11.6 % if all weigh 1
    # (within the interval), 9.0 % if opening weighs most, 7.2 % with purchases alone.
    Kind("bought", 4.0, "content"),
    Kind("opened", 1.0, "content"),
    Kind("finished", 3.0, "content"),
    Kind("attended", 3.0, "content"),
    Kind("answered", 2.0, "content"),
)
