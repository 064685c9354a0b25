# What staff read when they give and take memberships by hand, and ask why somebody has what.

grants-no-such-plan = There is no plan called “{ $plan }”. See /plan list.
grants-nothing-to-revoke = { $member } has nothing of { $plan } that could be ended.
grants-reason-empty = Please say why: the reason is kept in the records.
grants-bot = A bot can't be a member.
grants-role-gone = The role of { $plan } no longer exists. Choose another one with /plan edit, then give the membership.

grants-given = { $member } has **{ $plan }** from now on, until you end it with /grants revoke.
grants-given-until = { $member } has **{ $plan }** until { $until }. It ends by itself.
grants-given-later = { $member } has **{ $plan }** already. What you gave begins afterwards, on { $begin }, and lasts until { $until }.
grants-given-absent = They are not on this server yet: they get the role when they join.

grants-revoke-sure = End **{ $plan }** for { $member }? This ends at once:
grants-revoke-subscription = • The subscription `{ $id }`. It is also **cancelled at Stripe**, so nothing more is charged. What was paid is **not refunded**.
grants-revoke-seats = { $count ->
    [one]   One person who redeemed a seat of it loses access too.
   *[other]   { $count } people who redeemed seats of it lose access too.
}
grants-revoke-payment = • The payment `{ $id }`. It is **not refunded**.
grants-revoke-comp = • What staff gave on { $given }.
grants-revoke-code = • The code redeemed on { $given }, for this member only: whoever paid for it keeps the rest and gets nothing back.
grants-revoke-refund = To give money back, refund it in Stripe's dashboard.
grants-revoke-reason = Reason: { $reason }
grants-revoke-button = End it
grants-revoked = **{ $plan }** has ended for { $member }.
grants-revoked-cancel = The subscription is being cancelled at Stripe.

grants-list-title = Who has what
grants-list-none = Nobody has a membership of this kind.
grants-list-plan = { $plan } · { $count ->
    [one] one member
   *[other] { $count } members
}
grants-list-more = The newest { $shown } of { $count } are shown. Narrow it down with plan: or kind:.
grants-list-renews = renews { $until }
grants-list-ends = until { $until }
grants-list-life = for good
grants-list-grace = unpaid, in grace until { $until }
grants-kind-subscription = subscription
grants-kind-payment = paid once
grants-kind-comp = given by staff
grants-kind-code = code redeemed
