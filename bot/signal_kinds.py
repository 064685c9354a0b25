"""The kinds of signals, each declared once: the settings' weights and all sets of kinds follow."""

from dataclasses import dataclass
from typing import Literal

SignalKind = Literal["post", "reply", "react", "save", "click", "more", "less", "dislike", "burst"]
FeedbackKind = Literal["save", "click", "more", "less"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of signal.

    Attributes:
        name: as it is stored.
        weight: rating points, where `[activity.weights]` says nothing else.
        by: what a member does it with. Discord's history shows messages and reactions, and no
            feedback, which is what they press at a recommendation.
        public: whether everybody in the channel saw it: only this is what the community values.
        answer: whether it is done on somebody else's item, so that a plain message becomes one.
    """

    name: SignalKind
    weight: float
    by: Literal["message", "reaction", "feedback"]
    public: bool = False
    answer: bool = False


# In the order in which the matrix numbers them.
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
)
