# /grants: giving and revoking memberships, and explaining access.

grants-no-such-plan = There's no plan called “{ $plan }”. See { COMMAND("plan list") }.
grants-nothing-to-revoke = { $member } has no { $plan } that could be revoked.
grants-assigned = { $member } now has **{ $plan }**, for as long as the purchase gives access.
grants-assign-unknown = Stripe has no subscription or paid checkout “{ $purchase }”. Copy its ID (sub_… or cs_…) from the Stripe Dashboard.
grants-assign-not-sold = “{ $purchase }” pays for nothing that's sold here. Put its price on sale first: { COMMAND("plan add") } price_id:
grants-assign-taken = That purchase already belongs to { $member }.
grants-reason-empty = Enter a reason: it's kept in the audit log.
grants-bot = Bots can't have a membership.
grants-role-gone = The role of { $plan } no longer exists. Choose another one with { COMMAND("plan edit") }, then give the membership.
grants-kick-beyond = { $plan } removes members from the server when it ends: you need the Kick Members permission to revoke it.

grants-given = { $member } now has **{ $plan }**, until you revoke it with { COMMAND("grants revoke") }.
grants-given-until = { $member } has **{ $plan }** until { $until }. It ends automatically.
grants-given-later = { $member } already has **{ $plan }**. What you gave starts after it, on { $begin }, and lasts until { $until }.
grants-given-absent = They aren't in this server yet: they get the role when they join.

grants-revoke-sure = End **{ $plan }** for { $member }? This ends immediately:
grants-revoke-subscription = • The subscription `{ $id }`. It's also **cancelled at Stripe**, so nothing more is charged. Past payments are **not refunded**.
grants-revoke-seats = { $count ->
    [one]   One person who redeemed one of its seats loses access too.
   *[other]   { $count } people who redeemed its seats lose access too.
}
grants-revoke-payment = • The payment `{ $id }`. It's **not refunded**.
grants-revoke-comp = • The free membership that staff gave on { $given }.
grants-revoke-code = • The code redeemed on { $given }, for this member only: the person who paid for it keeps the rest and isn't refunded.
grants-revoke-refund = To give money back, refund it in the Stripe Dashboard.
grants-revoke-reason = Reason: { $reason }
grants-revoke-button = End it
grants-revoked = **{ $plan }** has ended for { $member }.
grants-revoked-cancel = The subscription is being cancelled at Stripe.

grants-move-same = Choose two different accounts.
grants-move-absent = { $member } isn't in this server. They must join before anything can move to them.
grants-move-nothing = { $member } has nothing that could be moved.
grants-move-held = { $member } already has { $plan }, so another membership with the same role can't move to them. End theirs first with { COMMAND("grants revoke") }.
grants-move-planned = { $member } would have { $plan } twice from { $date }: a switch to it is planned for then. Drop that switch or end the other membership first.
grants-move-busy = A move from or to one of these accounts isn't finished yet. Try again in a minute.
grants-move-changed = What they have has just changed, so nothing was moved. Run the command again to see it.
grants-move-sure = Move this from { $member } to { $other }?
grants-move-subscription = • **{ $plan }** by subscription{ $time ->
    [renews] , renews { $until }
    [until] , until { $until }
   *[lasting] {""}
}. It continues as it is: the same price, the same dates, the same card.
grants-move-payment = • **{ $plan }** by one-time payment{ $time ->
   *[lasting] {""}
    [renews] {""}
    [until] , until { $until }
}
grants-move-comp = • **{ $plan }**, given by staff{ $time ->
   *[lasting] {""}
    [renews] {""}
    [until] , until { $until }
}
grants-move-code = • **{ $plan }** by a redeemed code{ $time ->
   *[lasting] {""}
    [renews] , renews { $until }
    [until] , until { $until }
}
grants-move-paid = • **{ $plan }** of { $recipient } stays theirs, but counts as paid by the new account.
grants-move-gift = • A gift code for **{ $plan }** that nobody has redeemed. The code keeps working.
grants-move-seats = { $count ->
    [one]   One person who redeemed one of its seats keeps it.
   *[other]   { $count } people who redeemed its seats keep them.
}
grants-move-more = { $count ->
    [one] • One more.
   *[other] • { $count } more.
}
grants-move-roles = { $member } loses { $roles }, { $other } gets it. Nobody is removed from the server.
grants-move-billing-goes = The billing page with cards and invoices goes along. Nothing is charged or refunded.
grants-move-billing-stays = The billing page with cards and invoices stays with { $member }, who still pays for something else. Nothing is charged or refunded.
grants-move-told = Both accounts get a message.
grants-move-button = Move
grants-moved = Moved from { $member } to { $other }. The roles follow in a moment.
grants-move-later = The move from { $member } to { $other } is recorded, but Stripe couldn't be changed just now. It continues by itself until it's done.

grants-list-title = Memberships
grants-list-none = No members match.
grants-list-plan = { $plan } · { $count ->
    [one] one member
   *[other] { $count } members
}
grants-list-more = The newest { $shown } of { $count } are shown. Use plan: or kind: to filter.
grants-list-renews = renews { $until }
grants-list-ends = ends { $until }
grants-list-life = lifetime
grants-list-grace = renewal not paid, grace until { $until }
grants-kind-subscription = subscription
grants-kind-payment = one-time payment
grants-kind-comp = given by staff
grants-kind-code = code redeemed

grants-explain-title = { $member }: access explained
grants-explain-times = Each line names the stored fact behind it and the Stripe event that brought it.
grants-chapter = { $plan } · { $kind } · { $state }
grants-chapter-gift = { $plan } · gift code bought for someone else
grants-explain-answer = Summary
grants-state-pending = payment processing
grants-state-upcoming = starts later
grants-state-active = active
grants-state-grace = active, renewal not paid
grants-state-suspended = paused
grants-state-ended = ended

grants-source-subscription = 💳 Subscription `{ $id }`
grants-source-subscription-gift = 💳 Subscription `{ $id }`, paid by { $payer } as a gift
grants-source-payment = 💳 One-time payment `{ $id }`
grants-source-payment-gift = 💳 One-time payment `{ $id }`, made by { $payer } as a gift
grants-source-comp = 🎁 Given by staff; nothing was paid
grants-source-code = 🎟️ Gift code; paid for with `{ $id }`
grants-source-seat = 🎟️ Seat { $seat } of someone else's subscription `{ $id }`

grants-timeline-begun = Subscribed; the first payment was still processing
grants-timeline-no-invoice = Subscribed; Stripe hasn't issued an invoice yet, so nothing is owed: active until { $until }
grants-timeline-nothing-charged = Subscribed at no charge: active until { $until }
grants-timeline-trial = Free trial started, until { $until }
grants-timeline-trial-over = Trial over, first payment succeeded: paid until { $until }
grants-timeline-trial-over-unpaid = Trial over: active until { $until }
grants-timeline-first-paid = First payment succeeded: paid until { $until }
grants-timeline-renewed = Renewed: paid until { $until }
grants-timeline-renewed-often = Renewed, { $count } times in a row: paid until { $until }
grants-timeline-failed = A renewal payment failed; the grace period started
grants-timeline-waived = The open invoice was waived or settled without a payment: active until { $until }
grants-timeline-recovered = The failed renewal was paid: paid until { $until }
grants-timeline-given-up = Stripe stopped retrying the renewal payment
grants-timeline-never-paid = The first payment never arrived
grants-timeline-paused = Paused at Stripe
grants-timeline-resumed = Resumed: paid until { $until }
grants-timeline-canceled = Ended at Stripe
grants-timeline-ended-here = Lyceum ended it at Stripe so nothing more is charged
grants-timeline-status = Stripe reports the status “{ $status }”
grants-timeline-switched = Switched to { $plan }
grants-timeline-seats = { $count ->
    [one] Now for one person
   *[other] Now for { $count } people
}
grants-timeline-holds = Payment collection was paused at Stripe
grants-timeline-collects = Payment collection resumed at Stripe
grants-timeline-will-end = Cancelled: active until { $until }, then not renewed
grants-timeline-stays = The cancellation was undone
grants-timeline-paid = { $price } paid
grants-timeline-on-its-way = { $price } submitted; the payment was still processing
grants-timeline-never-arrived = The payment of { $price } failed
grants-timeline-expired = The checkout page expired without a payment
grants-timeline-refunded = Refunded in full: { $price } (`{ $charge }`)
grants-timeline-refunded-part = Partially refunded: { $price } of { $whole } (`{ $charge }`)
grants-timeline-refund-failed = The refund failed, so the money is back in your balance (`{ $charge }`)
grants-timeline-disputed = The payment of { $price } was disputed (`{ $charge }`)
grants-timeline-disputed-part = { $price } of the payment of { $whole } was disputed (`{ $charge }`)
grants-timeline-inquiry = The bank opened an inquiry into the payment of { $price } (`{ $charge }`); no money moved
grants-timeline-dispute-won = The dispute was won: you keep the money (`{ $charge }`)
grants-timeline-dispute-lost = The dispute was lost: the money is gone (`{ $charge }`)
grants-timeline-dispute-other = The dispute has the status “{ $status }” (`{ $charge }`)
grants-timeline-redeemed = The code was redeemed
grants-timeline-given = Given by { $actor } until revoked: “{ $reason }”
grants-timeline-given-days = { $days ->
    [one] Given by { $actor } for one day: “{ $reason }”
   *[other] Given by { $actor } for { $days } days: “{ $reason }”
}
grants-timeline-taken-back = Revoked by staff
grants-timeline-revoked = Revoked by { $actor }: “{ $reason }”
grants-timeline-moved = Moved from { $from } to { $to } by { $actor }: “{ $reason }”

grants-right-pending = 🎫 Not active yet: { $why }.
grants-right-pending-until = 🎫 Not active yet: { $why }.
grants-right-upcoming-until = 🎫 Starts on { $since } and lasts until { $until }: { $why }.
grants-right-active = 🎫 Active since { $since }: { $why }.
grants-right-active-until = 🎫 Active since { $since }, ends on { $until }: { $why }.
grants-right-active-renews = 🎫 Active since { $since }, renews on { $until }: { $why }.
grants-right-grace-until = 🎫 Still active, but only until { $until }: { $why }.
grants-right-grace-unknown = 🎫 Still active: { $why }.
grants-right-suspended = 🎫 Paused: { $why }.
grants-right-suspended-until = 🎫 Paused: { $why }.
grants-right-ended = 🎫 Ended: { $why }.
grants-right-ended-until = 🎫 Ended on { $until }: { $why }.
grants-right-gift = 🎫 Gives this member no access: it goes to the person who redeems the code.
grants-rule = 📐 Plan policy: { $rule }
grants-rule-earlier = 📐 The refund was for an earlier period, so it changes nothing

grants-why-active = Stripe reports it as paid
grants-why-trialing = free trial
grants-why-past-due = the renewal wasn't paid
grants-why-renewal-unknown = its period is over and Stripe hasn't reported a renewal yet
grants-why-unasked = it may have expired, but Stripe hasn't been asked since, and nothing is removed before that
grants-why-incomplete = the first payment wasn't completed
grants-why-incomplete-expired = the first payment never arrived
grants-why-first-payment = the first payment is processing
grants-why-paused = it's paused at Stripe
grants-why-pausing = it's being paused at Stripe, and stays active until the paid period ends
grants-why-cancelling = it was cancelled and won't renew
grants-why-canceled = it was ended at Stripe
grants-why-other-product = the subscription was switched to another product
grants-why-restored = the money came back after Lyceum had ended it, so it stays active until the paid period ends
grants-why-unknown-status = Stripe reports a status that Lyceum doesn't know, and nobody loses access over that
grants-why-unpaid = { $state ->
    [pending] the payment is processing
   *[other] the renewal wasn't paid
}
grants-why-paid = it's paid
grants-why-failed = the payment failed
grants-why-expired = the checkout page expired without a payment
grants-why-refunded = the payment was refunded
grants-why-disputed = the payment is disputed
grants-why-dispute-lost = the dispute was lost
grants-why-granted = given by staff
grants-why-revoked = revoked by staff
grants-why-time-up = it has expired
grants-why-no-seat = the subscription has fewer seats now

grants-role-was-given = 🏷️ { $role } given on { $at }
grants-role-was-taken = 🏷️ { $role } removed on { $at }
grants-role-has = ✅ Has { $role }, given by Lyceum on { $since }.
grants-role-given-now = ✅ Has { $role }, given by Lyceum a moment ago.
grants-role-adopted = ✅ Has { $role } and is entitled to it; Lyceum manages it from now on.
grants-role-waits = ⏳ Is entitled to { $role } and gets it on joining.
grants-role-none = ⬜ Doesn't have { $role } and isn't entitled to it.
grants-role-by-hand = ✋ Has { $role } without being entitled to it: it was given by hand, so Lyceum leaves it alone.
grants-role-missing = ⚠️ Is entitled to { $role } but doesn't have it.
grants-role-too-much = ⚠️ Still has { $role } but is no longer entitled to it.
grants-hindrance-none = It will be fixed at the next role check; { COMMAND("grants reconcile") } does it now.
grants-hindrance-soon = It's about to be fixed.
grants-hindrance-above = Blocked: the role is above mine. Drag mine above it under Server Settings → Roles.
grants-hindrance-right = Blocked: I don't have the Manage Roles permission.
grants-hindrance-managed = Blocked: an integration manages the role. Choose another one with { COMMAND("plan edit") }.
grants-hindrance-gone = Blocked: the role no longer exists. Choose another one with { COMMAND("plan edit") }.
grants-hindrance-refused = Blocked: Discord refuses it. I retry every ten minutes.
grants-hindrance-error = Blocked: Discord answered “{ $error }”. Next try: { $at }.
grants-nothing-known = No payment, gift or free membership is on record for this member. If they did pay, was it through { COMMAND("subscribe") }, from this Discord account? Then the payment in the Stripe Dashboard has lyceum_member = { $id } in its metadata.
grants-absent = They aren't in this server.
grants-moved-away = 🔀 **{ $plan }** was moved to { $to } on { $at }.
grants-page-open = They opened a checkout page for { $plan } on { $opened } and haven't completed it yet (`{ $id }`).
grants-page-expired = They opened a checkout page for { $plan } on { $opened } and never completed it (`{ $id }`).

grants-rehearsal-title = Preview of changes
grants-rehearsal-plan-title = Preview: new role for { $plan }
grants-rehearsal-none = Everything is up to date: every member has exactly the roles they're entitled to.
grants-rehearsal-gain = { $count ->
    [one] ➕ One member gains
   *[other] ➕ { $count } members gain
}
grants-rehearsal-lose = { $count ->
    [one] ➖ One member loses
   *[other] ➖ { $count } members lose
}
grants-rehearsal-adopt = { $count ->
    [one] ✋ One member was given a role by hand and is entitled to it: Lyceum manages it from now on
   *[other] ✋ { $count } members were given a role by hand and are entitled to it: Lyceum manages it from now on
}
grants-rehearsal-footer = Nothing has changed yet. Roles given by hand are never removed.
grants-rehearsal-button = Apply
grants-rehearsal-done = { $count ->
    [0] There was nothing left to change.
    [one] One member is being updated now. If anything blocks it, you'll see it in the staff channel.
   *[other] { $count } members are being updated now. If anything blocks it, you'll see it in the staff channel.
}

grants-export = Your memberships as a CSV file. It holds personal data: share it with nobody who needn't see it.
grants-export-more = Part { $part }.
