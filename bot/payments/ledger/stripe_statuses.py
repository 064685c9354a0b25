"""Stripe's words that we know. It may add others any day: they neither crash nor take access."""

from bot.payments.ledger.facts import Charge, Payment, Snapshot, Subscription

STATUSES = frozenset(
    "active trialing past_due unpaid canceled incomplete incomplete_expired paused".split()
)
OTHER_PRODUCT = "other-product"  # why a subscription gives nothing: it pays for none of our plans
PAUSES = frozenset(("", "void", "keep_as_draft", "mark_uncollectible"))
PAYMENTS = frozenset(("paid", "unpaid", "failed", "expired"))  # ours, made of several of Stripe's
# Stripe's words for a dispute that is not decided. Inquiries (`warning_…`) take no money yet, and
# a word we don't know takes nobody's access: staff are told of it.
OPEN = ("needs_response", "under_review", "appeal_needs_response", "appeal_under_review")
DISPUTES = frozenset(
    (
        *OPEN,
        *("won", "lost", "prevented"),
        *("warning_needs_response", "warning_under_review", "warning_closed", ""),
    )
)


def unknown_status(snapshot: Snapshot) -> str | None:
    """Return the word in a snapshot that we don't know, if there is one: staff are told of it."""
    match snapshot:
        case Subscription(status=word) if word not in STATUSES:
            return word
        case Subscription(pause=word) if word not in PAUSES:
            return word
        case Payment(status=word) if word not in PAYMENTS:
            return word
        case Charge(dispute=word) if word not in DISPUTES:
            return word
        case _:
            return None
