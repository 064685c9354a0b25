# The nightly check of Stripe, the records and Discord: messages to staff.

nightly-found = 🔎 The nightly check of Stripe, the records here and Discord found differences.
    Whatever can be fixed has been, or is being, fixed.
    • Subscriptions that changed without an event reaching us: { $subscription } { $subscription-ids }
    • One-time payments: { $payment } { $payment-ids }
    • Refunds and disputes: { $charge } { $charge-ids }
    • Members whose roles didn't match what they paid for: { $member } { $member-ids }
    • Memberships here that Stripe doesn't list (nobody lost access; another Stripe account, or deleted test data?): { $missing } { $missing-ids }
    • Objects that couldn't be read (check them in the Stripe Dashboard): { $unread } { $unread-ids }
nightly-gap = ⏰ Lyceum hasn't received anything from Stripe since { $since }, which is longer than Stripe keeps its events.
    It's now comparing everything with Stripe's own lists instead.
