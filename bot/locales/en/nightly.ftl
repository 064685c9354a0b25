# What staff read after the comparison of Stripe, the records here and Discord.

nightly-found = 🔎 The comparison of Stripe, the records here and Discord found differences. What could be put right is, or is being done.
    • Subscriptions that had changed without our hearing of it: { $subscription } { $subscription-ids }
    • One-time payments: { $payment } { $payment-ids }
    • Refunds and disputes: { $charge } { $charge-ids }
    • Members whose roles were not what they paid for: { $member } { $member-ids }
    • Memberships here that Stripe does not list (nobody lost access; another Stripe account, or deleted test data?): { $missing } { $missing-ids }
    • Objects that could not be read (please look in Stripe's dashboard): { $unread } { $unread-ids }
nightly-gap = ⏰ Lyceum had not heard from Stripe since { $since }: longer than Stripe keeps its events. Everything is now compared with Stripe's own lists instead.
