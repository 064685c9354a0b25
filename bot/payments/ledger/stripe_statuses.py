"""Lists Stripe's known statuses. Unknown ones neither crash nor remove access."""

from bot.payments.ledger.facts import Charge, Payment, Snapshot, Subscription

STATUSES = frozenset(
    "active trialing past_due unpaid canceled incomplete incomplete_expired paused".split()
)
OTHER_PRODUCT = "other-product"  # the reason if a subscription pays for none of our plans
PAUSES = frozenset(("", "void", "keep_as_draft", "mark_uncollectible"))
PAYMENTS = frozenset(("paid", "unpaid", "failed", "expired"))  # ours, from several of Stripe's
# Stripe's statuses of an undecided dispute. Inquiries (`warning_…`) take no money yet, and an
# unknown status removes nobody's access: staff are notified of it.
OPEN = ("needs_response", "under_review", "appeal_needs_response", "appeal_under_review")
DISPUTES = frozenset(
    (
        *OPEN,
        *("won", "lost", "prevented"),
        *("warning_needs_response", "warning_under_review", "warning_closed", ""),
    )
)


def unknown_status(snapshot: Snapshot) -> str | None:
    """Return the unknown status in a snapshot, if any, for the notice to staff."""
    match snapshot:
        case Subscription(status=word) if word not in STATUSES:
            return word
        case Subscription(pause=word) if word not in PAUSES:
            return word
        case Payment(status=word) if word not in PAYMENTS:
            return word
        case Charge():
            words = (each.status for each in snapshot.all_disputes)
            return next((word for word in words if word not in DISPUTES), None)
        case _:
            return None
