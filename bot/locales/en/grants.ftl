# What staff read when they give and take memberships by hand, and ask why somebody has what.

grants-no-such-plan = There is no plan called “{ $plan }”. See { COMMAND("plan list") }.
grants-nothing-to-revoke = { $member } has nothing of { $plan } that could be ended.
grants-assigned = { $member } has **{ $plan }** now, for as long as the subscription is paid.
grants-assign-unknown = Stripe has no subscription “{ $subscription }”. Copy its id (sub_…) from Stripe's dashboard.
grants-assign-not-sold = “{ $subscription }” pays for nothing that is sold here. Put its price on sale first: { COMMAND("plan add") } price_id:
grants-assign-taken = That subscription is { $member }'s already.
grants-reason-empty = Please say why: the reason is kept in the records.
grants-bot = A bot can't be a member.
grants-role-gone = The role of { $plan } no longer exists. Choose another one with { COMMAND("plan edit") }, then give the membership.
grants-kick-beyond = Whoever loses { $plan } leaves the server: you need the permission Kick Members to revoke it.

grants-given = { $member } has **{ $plan }** from now on, until you end it with { COMMAND("grants revoke") }.
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

grants-explain-title = Why { $member } has what they have
grants-explain-times = Each line names the stored fact behind it, and the Stripe event that brought it.
grants-chapter = { $plan } · { $kind } · { $state }
grants-chapter-gift = { $plan } · gift code bought for somebody else
grants-explain-answer = In short
grants-state-pending = waiting for the money
grants-state-upcoming = begins later
grants-state-active = open
grants-state-grace = open, but unpaid
grants-state-suspended = held back
grants-state-ended = ended

grants-source-subscription = 💳 Subscription `{ $id }`
grants-source-subscription-gift = 💳 Subscription `{ $id }`, paid by { $payer } as a gift
grants-source-payment = 💳 One payment `{ $id }`
grants-source-payment-gift = 💳 One payment `{ $id }`, made by { $payer } as a gift
grants-source-comp = 🎁 Given by staff; nothing was paid
grants-source-code = 🎟️ Gift code; paid for with `{ $id }`
grants-source-seat = 🎟️ Seat { $seat } of somebody's subscription `{ $id }`

grants-story-begun = Subscribed; the first payment was still on its way
grants-story-no-invoice = Subscribed; Stripe has written no invoice yet, so nothing is owed: it runs until { $until }
grants-story-nothing-charged = Subscribed, and nothing was charged: it runs until { $until }
grants-story-trial = Free trial began, until { $until }
grants-story-trial-over = Trial over, first payment arrived: paid until { $until }
grants-story-trial-over-unpaid = Trial over: it runs until { $until }
grants-story-first-paid = First payment arrived: paid until { $until }
grants-story-renewed = Renewed: paid until { $until }
grants-story-renewed-often = Renewed, the last of { $count } times in a row: paid until { $until }
grants-story-failed = A renewal could not be charged; grace began
grants-story-waived = The open bill was waived or settled without a payment: it runs until { $until }
grants-story-recovered = The failed renewal was paid after all: paid until { $until }
grants-story-given-up = Stripe gave up charging the renewal
grants-story-never-paid = The first payment never arrived
grants-story-paused = Paused at Stripe
grants-story-resumed = Resumed: paid until { $until }
grants-story-canceled = Ended at Stripe
grants-story-ended-here = We ended it at Stripe, so that nothing more is charged
grants-story-status = Stripe reports the status “{ $status }”
grants-story-switched = Switched to { $plan }
grants-story-seats = { $count ->
    [one] Now for one person
   *[other] Now for { $count } people
}
grants-story-holds = Charging was paused at Stripe
grants-story-collects = Charging goes on again at Stripe
grants-story-will-end = Cancelled: it runs until { $until } and is not renewed
grants-story-stays = The cancellation was taken back
grants-story-paid = { $price } paid
grants-story-on-its-way = { $price } promised; the money was still on its way
grants-story-never-arrived = The payment of { $price } failed
grants-story-expired = The payment page closed unpaid
grants-story-refunded = Refunded in full: { $price } (`{ $charge }`)
grants-story-refunded-part = Refunded in part: { $price } of { $whole } (`{ $charge }`)
grants-story-refund-failed = The refund failed, so the money is back (`{ $charge }`)
grants-story-disputed = The payment of { $price } was disputed at the bank (`{ $charge }`)
grants-story-disputed-part = { $price } of the payment of { $whole } was disputed at the bank (`{ $charge }`)
grants-story-inquiry = The bank asked about the payment of { $price } (`{ $charge }`); no money moved
grants-story-dispute-won = The dispute was won: the money stays (`{ $charge }`)
grants-story-dispute-lost = The dispute was lost: the money is gone (`{ $charge }`)
grants-story-dispute-other = The dispute has the status “{ $status }” (`{ $charge }`)
grants-story-redeemed = The code was redeemed
grants-story-given = Given by { $actor } until revoked: “{ $reason }”
grants-story-given-days = { $days ->
    [one] Given by { $actor } for one day: “{ $reason }”
   *[other] Given by { $actor } for { $days } days: “{ $reason }”
}
grants-story-taken-back = Taken back by staff
grants-story-revoked = Ended by { $actor }: “{ $reason }”

grants-right-pending = 🎫 Not open yet: { $why }.
grants-right-pending-until = 🎫 Not open yet: { $why }.
grants-right-upcoming-until = 🎫 Begins on { $since } and lasts until { $until }: { $why }.
grants-right-active = 🎫 Open since { $since }: { $why }.
grants-right-active-until = 🎫 Open since { $since }, ends on { $until }: { $why }.
grants-right-active-renews = 🎫 Open since { $since }, renews on { $until }: { $why }.
grants-right-grace-until = 🎫 Still open, but only until { $until }: { $why }.
grants-right-grace-unknown = 🎫 Still open: { $why }.
grants-right-suspended = 🎫 Held back: { $why }.
grants-right-suspended-until = 🎫 Held back: { $why }.
grants-right-ended = 🎫 Ended: { $why }.
grants-right-ended-until = 🎫 Ended on { $until }: { $why }.
grants-right-gift = 🎫 Gives this member nothing: whoever redeems the code has the right.
grants-rule = 📐 Rule of the plan: { $rule }
grants-rule-earlier = 📐 A refund was for an earlier period, so it changes nothing

grants-why-active = Stripe counts it as paid
grants-why-trialing = the free trial runs
grants-why-past-due = the renewal was not paid
grants-why-renewal-unknown = its period is over and Stripe has not told of a renewal
grants-why-unasked = its time may be over, but Stripe has not been asked since: nothing is taken before it has
grants-why-incomplete = the first payment is not complete
grants-why-incomplete-expired = the first payment never arrived
grants-why-first-payment = the first payment is on its way
grants-why-paused = it is paused at Stripe
grants-why-pausing = it is being paused at Stripe, and runs until what was paid is used up
grants-why-cancelling = it was cancelled and is not renewed
grants-why-canceled = it was ended at Stripe
grants-why-other-product = it pays for another product
grants-why-restored = the money came back after we had ended it, so what was paid is served to its end
grants-why-unknown-status = Stripe reports a status that Lyceum does not know, and nobody loses access over that
grants-why-unpaid = { $state ->
    [pending] the payment is on its way
   *[other] the renewal was not paid
}
grants-why-paid = it is paid
grants-why-failed = the payment failed
grants-why-expired = the payment page closed unpaid
grants-why-refunded = the money was given back
grants-why-disputed = the payment is disputed at the bank
grants-why-dispute-lost = the dispute was lost
grants-why-granted = staff gave it
grants-why-revoked = staff ended it
grants-why-time-up = its days are over
grants-why-no-seat = the subscription has fewer seats now

grants-role-was-given = 🏷️ { $role } given on { $at }
grants-role-was-taken = 🏷️ { $role } taken on { $at }
grants-role-has = ✅ Has { $role }, from us since { $since }.
grants-role-given-now = ✅ Has { $role }, from us: given a moment ago.
grants-role-adopted = ✅ Has { $role }, and is entitled to it; from now on we look after it.
grants-role-waits = ⏳ Entitled to { $role }, and gets it on joining.
grants-role-none = ⬜ Does not have { $role }, and nothing entitles to it now.
grants-role-by-hand = ✋ Has { $role } though nothing entitles to it: somebody gave it by hand, so we leave it.
grants-role-missing = ⚠️ Is entitled to { $role } but does not have it.
grants-role-too-much = ⚠️ Still has { $role } though nothing entitles to it any more.
grants-hindrance-none = It will be put right at the next comparison; { COMMAND("grants reconcile") } does it now.
grants-hindrance-soon = It is about to be put right.
grants-hindrance-above = In the way: the role stands above mine. Drag mine above it under Server Settings → Roles.
grants-hindrance-right = In the way: I lack the permission Manage Roles.
grants-hindrance-managed = In the way: an integration manages the role. Choose another one with { COMMAND("plan edit") }.
grants-hindrance-gone = In the way: the role no longer exists. Choose another one with { COMMAND("plan edit") }.
grants-hindrance-refused = In the way: Discord refuses it. I try again every ten minutes.
grants-hindrance-error = In the way: Discord answered “{ $error }”. I try again { $at }.
grants-nothing-known = No payment, gift or grant of this member is known. If they did pay: was it through { COMMAND("subscribe") }, from this Discord account? In Stripe's dashboard the payment then has lyceum_member = { $id } in its metadata.
grants-absent = They are not on this server.
grants-page-open = They opened a payment page for { $plan } on { $opened } and have not finished it yet (`{ $id }`).
grants-page-expired = They opened a payment page for { $plan } on { $opened } and never finished it (`{ $id }`).

grants-rehearsal-title = What would change
grants-rehearsal-plan-title = What the new role of { $plan } would change
grants-rehearsal-none = All is as it should be: every member has exactly the roles they are entitled to.
grants-rehearsal-gain = { $count ->
    [one] ➕ One member gains
   *[other] ➕ { $count } members gain
}
grants-rehearsal-lose = { $count ->
    [one] ➖ One member loses
   *[other] ➖ { $count } members lose
}
grants-rehearsal-adopt = { $count ->
    [one] ✋ One member has a role by hand and is entitled to it: from now on we look after it
   *[other] ✋ { $count } members have a role by hand and are entitled to it: from now on we look after it
}
grants-rehearsal-footer = Nothing has changed yet. Roles that were given by hand are never taken.
grants-rehearsal-button = Do it
grants-rehearsal-done = { $count ->
    [0] Nothing was left to change.
    [one] One member is being looked at now. What stands in the way, if anything, comes to the staff channel.
   *[other] { $count } members are being looked at now. What stands in the way, if anything, comes to the staff channel.
}
