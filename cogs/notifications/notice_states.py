"""What each notice means for its reader, as the state that colours its edge."""

from collections.abc import Mapping

from bot.discord.layout import AnswerState

GOOD = (
    "turn-granted",
    "turn-gift-arrived",
    "turn-extended",
    "turn-moved-here",
    "turn-restored",
    "turn-recovered",
    "turn-waived",
    "gift-told-code",
    "gift-told-seats",
    "turn-staff-given",
    "message-staff-agreed",
    "turn-staff-gift",
    "turn-staff-dispute-won",
)
ATTENTION = (
    "turn-pending",
    "turn-failed",
    "turn-unpaid",
    "turn-confirm",
    "turn-suspended",
    "turn-double",
    "turn-late-payment",
    "turn-gone",
    "gift-told-unpaid",
    "gift-told-failed",
    "turn-staff-unpaid",
    "turn-staff-untold",
    "turn-staff-refund-failed",
    "turn-staff-disputed",
    "turn-staff-inquiry",
    "turn-staff-gone",
    "turn-staff-join-refused",
    "turn-staff-join-absent",
    "turn-staff-still-payable",
    "turn-staff-late-payment",
    "turn-staff-double",
    "turn-staff-move-stuck",
    "turn-staff-comp-beside",
    "turn-staff-kick-",
    "staff-api-version",
    "staff-clock-off",
    "staff-other-mode",
    "staff-other-product",
    "staff-portal-refused",
    "staff-terms-address",
    "staff-untaxed",
    "staff-unasked",
    "staff-unknown",
    "staff-unowned",
    "staff-unproven",
    "staff-unrenewed",
    "staff-webhooks-missing",
    "nightly-",
    "plan-panel-",
    "digest-notice-",
)
PROBLEM = (
    "turn-staff-dispute-lost",
    "turn-staff-not-cancelled",
    "turn-staff-join-permission",
    "turn-staff-join-secret",
    "staff-brake",
    "staff-event-stuck",
    "staff-role-",
    "staff-stripe-",
)
_PREFIXES: Mapping[AnswerState, tuple[str, ...]] = {
    "problem": PROBLEM,  # nothing goes on until staff act, or money was lost
    "attention": ATTENTION,  # somebody should look, and perhaps act
    "good": GOOD,
}


def state_of(message: str) -> AnswerState:
    """Return the state of a notice by its message id; neutral if it only informs."""
    for state, prefixes in _PREFIXES.items():
        if message.startswith(prefixes):
            return state
    return "neutral"
