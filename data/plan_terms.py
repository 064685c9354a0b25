"""What staff decide about a plan: declared once, everything else derives from it.

The columns, the options of `/plan add` and `/plan edit` and a plan's description follow the
fields of `Terms`. There is no SQL here, so that the ledger's rules can use them as well.
"""

from dataclasses import dataclass, fields
from typing import Literal, get_args, get_type_hints


@dataclass(frozen=True, slots=True)
class Terms:
    """How a plan reacts to its payments. `grace_days` None: the guild's default.

    A field `on_…` is a policy: its type says what can be chosen.
    """

    grace_days: int | None = None
    trial_card: bool = True
    on_refund: Literal["revoke", "keep"] = "revoke"
    on_partial_refund: Literal["keep", "revoke"] = "keep"
    on_dispute: Literal["suspend", "keep"] = "suspend"
    on_end: Literal["keep", "kick"] = "keep"
    on_switch: Literal["now", "renewal"] = "now"


@dataclass(frozen=True, slots=True)
class PolicyField:
    """One policy: its name, its choices, and the default."""

    name: str
    choices: tuple[str, ...]
    default: str


TERMS = tuple(each.name for each in fields(Terms))
POLICIES = tuple(
    PolicyField(name, get_args(get_type_hints(Terms)[name]), getattr(Terms(), name))
    for name in TERMS
    if name.startswith("on_")
)
