# Changes of memberships: messages to members and staff.

turn-granted-paid = Welcome! Your payment is confirmed and **{ $plan }** is active.
turn-granted-free = Welcome! **{ $plan }** is active. You weren't charged.
turn-granted-product-paid = Thank you! Your payment is confirmed and **{ $plan }** is yours.
turn-granted-product-free = **{ $plan }** is yours. You weren't charged.
turn-granted-trial = Welcome! Your free trial of **{ $plan }** has started and lasts until { $until }. The button shows what happens after that.
turn-granted-comp = { $lasts ->
    [until] The staff have given you **{ $plan }** until { $until }. It costs you nothing.
   *[other] The staff have given you **{ $plan }**. It costs you nothing.
}
turn-granted-gift = { $giver } gave you **{ $plan }** as a gift, and it's active now. The button shows how long it lasts.
turn-welcome-channels = Open to you now: { $channels }
turn-button-open = Go to #{ $channel }
turn-button-receipt = Receipt
turn-gift-arrived = Your gift has arrived: { $member } now has **{ $plan }**.
turn-moved-here = Staff moved **{ $plan }** from { $other } to this account. It continues unchanged: what was paid stays paid.
turn-moved-away = Staff moved **{ $plan }** from this account to { $other }. You no longer have it here, and this account no longer pays for it. If this is a mistake, contact the staff.
turn-extended = **{ $plan }** has been extended until { $until }.
turn-switched = Your membership has changed: you now have **{ $plan }**.
turn-restored = **{ $plan }** is active again.
turn-recovered = Thank you, your payment has arrived and **{ $plan }** continues.
turn-waived = You no longer owe anything for **{ $plan }**: your membership continues.
turn-pending = Your payment for **{ $plan }** is processing. You'll get access automatically once it arrives.
turn-failed = Your payment for **{ $plan }** failed, so it isn't active. You can try again any time.
turn-unpaid = Your payment of { $price } for **{ $plan }** failed. You keep access until { $until }. Pay on Stripe's page below, or update your card with *Manage*.
turn-confirm = Your bank asks you to confirm the payment of { $price } for **{ $plan }**. Confirm it on Stripe's page below; you keep access until { $until }.
turn-button-unpaid = Pay now
turn-button-confirm = Confirm the payment
turn-button-status = My membership
turn-button-subscribe = Get { $plan }

turn-suspended-disputed = **{ $plan }** is paused during a dispute over its payment. It becomes active again automatically if the dispute is withdrawn or rejected.
turn-suspended-paused = **{ $plan }** is paused. It becomes active again automatically when the subscription resumes.
turn-ended-refunded = Your **{ $plan }** has ended because its payment was refunded. Nothing more will be charged.
turn-ended-dispute-lost = Your **{ $plan }** has ended because the bank took back the disputed payment. Nothing more will be charged.
turn-ended-revoked = The staff have ended your **{ $plan }**. Nothing more will be charged. Contact them if you have questions.
turn-ended-time-up = Your **{ $plan }** has expired. You can get it again any time.
turn-ended-no-seat = Your seat in **{ $plan }** was removed by the person who pays for it. You can get your own any time.
turn-ended-cancelled = Your **{ $plan }** has ended because it was cancelled. Nothing more will be charged. You're welcome back any time.
turn-ended-unpaid = Your **{ $plan }** has ended because its renewal wasn't paid. { $over ->
    [yes] Please don't pay the open invoice: a payment now wouldn't make it active again. You're welcome back any time.
   *[no] You're welcome back any time: pay the open invoice, or subscribe again.
}
turn-late-payment = Your payment of { $price } for **{ $plan }** has arrived, but the membership had already ended, so it didn't give you access. The staff have been notified and will refund it or give you access. Contact them if you have questions (reference: { $invoice }).
turn-double = { $gift ->
    [yes] Your payment for { $member }'s **{ $plan }** has arrived, but it was already paid for by the time you paid.
   *[no] You've now paid for **{ $plan }** twice: it was already yours when this payment (`{ $source }`) arrived.
} The staff have been notified and can refund it. A subscription keeps charging you until you cancel it.
turn-ended-trial = Your free trial of **{ $plan }** has ended, and you weren't charged. If you liked it, you can subscribe any time.
turn-ended-other = Your **{ $plan }** has ended. You're welcome back any time.

turn-gone = { $gift ->
    [yes] { $member } is no longer in the server, but the **{ $plan }** that you pay for them continues.
   *[no] You're no longer in the server, but your subscription to **{ $plan }** continues. If you come back, you get your access back.
} If you don't want to keep paying, press the button: nothing is charged after this period.
turn-kicked = Your **{ $plan }** in { $guild } has ended, and this plan removes members from the server when it ends. You'll be removed in a moment. Nothing more will be charged. You can come back with a new invite.

turn-staff-given = ✅ { $member } now has { $role } ({ $plan }{ $why ->
    [trialing] {": a free trial"}
   *[other] {""}
}).
turn-staff-taken = ⬜ { $member } no longer has { $role } ({ $plan }: { $why ->
    [refunded] refunded
    [disputed] paused, the payment is disputed
    [dispute-lost] dispute lost
    [paused] paused
    [revoked] revoked by staff
    [time-up] expired
    [no-seat] seat removed
    [cancelling] cancelled
    [canceled] cancelled
    [unpaid] not paid
    [past-due] not paid
    [trial-over] trial over
    [other-product] subscription switched to another product
   *[other] ended
}).
turn-staff-sold = 📦 { $member } now has **{ $plan }**.
turn-staff-unsold = 📦 { $member } no longer has **{ $plan }**.
turn-staff-unpaid = ⚠️ { $member }'s payment of { $price } for { $plan } failed. They keep access until { $until } and have been asked to pay.
turn-staff-untold = 📪 I can't send { $member } a DM: they don't know yet that their payment of { $price } for { $plan } failed and that their access ends on { $until }.
    Ask them to use { COMMAND("membership status") }.
turn-staff-cancelling = 👋 { $member } has cancelled { $plan }. It stays active until { $until }.
turn-staff-trial-over = 🌱 { $member }'s trial of { $plan } is over.
    They're being charged now; if that fails, you'll hear of it.
turn-staff-weekly = 📅 **Your memberships since { $since }**
    { $lines }
    -# More in { COMMAND("insights revenue") }; { COMMAND("staff settings") } changes or stops this.
turn-staff-gift = 🎁 { $giver } has bought { $plan } as a gift for { $member }.
turn-staff-gift-code = 🎁 { $giver } has bought a gift code for { $plan }.
turn-staff-refunded = ↩️ { $member }'s payment of { $price } for { $plan } was refunded in full ({ $charge }). { $keeps ->
    [open] They keep access: the plan says so, or the payment covered only a part of what they have or an earlier period.
    [held] Their access stays paused.
    [unclaimed] Its gift code no longer works.
   *[over] Their access ends, and they won't be charged again.
}
turn-staff-refunded-part = ↩️ { $refunded_price } of { $member }'s payment of { $price } for { $plan } was refunded ({ $charge }). { $keeps ->
    [open] They keep access.
    [held] Their access stays paused.
    [unclaimed] Its gift code follows the plan's policy.
   *[over] Their access has ended.
}
turn-staff-refund-failed = ⚠️ The refund of { $price } to { $member } for { $plan } failed ({ $charge }): the money is back in your Stripe balance. { $keeps ->
    [open] They have access.
    [held] Their access is paused.
    [unclaimed] Its gift code can be redeemed again.
   *[over] They have no access: it has ended.
} Refund them another way, or ask them for another card.
turn-staff-disputed = ⚠️ { $member } disputes { $part ->
    [yes] { $disputed_price } of the payment of { $price }
   *[no] the payment of { $price }
} for { $plan } ({ $charge }). { $keeps ->
    [open] They keep access for now.
    [held] Their access is paused until it's decided.
    [unclaimed] Its gift code is paused until it's decided.
   *[over] Their access had already ended.
} Respond in the Stripe Dashboard under Payments → Disputes{ $by ->
    [none] .
   *[other] {" "}by { $due }; without a response the money is lost.
}
turn-staff-inquiry = ℹ️ The bank has opened an inquiry into { $member }'s payment of { $price } for { $plan } ({ $charge }). No money has moved, and their access doesn't change. Respond in the Stripe Dashboard under Payments → Disputes{ $by ->
    [none] .
   *[other] {" "}by { $due }, so it doesn't become a dispute.
}
turn-staff-dispute-won = ✅ The dispute over { $part ->
    [yes] { $disputed_price } of {""}
   *[no] {""}
}{ $member }'s payment of { $price } for { $plan } was won ({ $charge }): you keep the money. { $keeps ->
    [open] They keep access.
    [held] Their access is still paused.
    [unclaimed] The gift code is valid again.
   *[over] Their access had already ended.
}
turn-staff-dispute-prevented = ↩️ A dispute over { $member }'s payment of { $price } for { $plan } was prevented ({ $charge }): { $part ->
    [yes] { $disputed_price } of it was returned
   *[no] the money was returned
} before it began. { $keeps ->
    [open] They keep access for now. To end it, use { COMMAND("grants revoke") }.
    [held] Their access is paused.
    [unclaimed] Its gift code can still be redeemed.
   *[over] Their access has ended.
}
turn-staff-dispute-lost = ❌ The dispute over { $part ->
    [yes] { $disputed_price } of {""}
   *[no] {""}
}{ $member }'s payment of { $price } for { $plan } was lost ({ $charge }). { $keeps ->
    [open] They keep access, as the plan says.
    [held] Their access is still paused.
    [unclaimed] Its gift code no longer works.
   *[over] Their access ends, and they won't be charged again.
}
turn-staff-gone = 👻 { $member } is no longer in the server (left, removed or banned), but { $gift ->
    [yes] the subscription to { $plan } that { $payer } pays for them
   *[no] their subscription to { $plan }
} continues{ $next ->
    [known] {": "}the next charge is on { $until }
   *[other] {""}
} ({ $subscription }).
    To end it: { COMMAND("grants revoke") } member:{ $id } plan:{ $plan }.
    To refund it: the Stripe Dashboard.
    If they come back, they get their role back automatically.
turn-staff-join-refused = 🚪 { $name } ({ $member }, ID { $id }) paid for { $plan } on the join page, but Discord didn't let them in: { $why ->
    [banned] they're banned from the server. Lift the ban, and they can enter from the page
    [full] they're in as many servers as Discord allows. Once they leave one, they can enter from the page
   *[other] it refused to add the account. They can try again from the page
}.
    Or refund the payment in the Stripe Dashboard, and end the membership with { COMMAND("grants revoke") }.
    Reference: { $reference }
turn-staff-join-absent = 🚪 { $name } ({ $member }, ID { $id }) paid for { $plan } on the join page, but isn't in the server a day later.
    They can still enter by signing in on the page.
    If they don't want to, refund the payment in the Stripe Dashboard, and end the membership with { COMMAND("grants revoke") }.
turn-staff-join-permission = 🔒 I can't add people who have paid on the join page: my role lacks the permission Create Invite in { $guild }.
    Give it to my role, and I'll add them.
turn-staff-join-secret = 🔑 Nobody can sign in on the join page, because Discord refuses DISCORD_CLIENT_SECRET.
    Copy it from the Developer Portal (your application → OAuth2 → Client Secret) into .env, and restart.
turn-staff-still-payable = 🧾 { $member }'s subscription to { $plan } has ended, but its invoice { $invoice } ({ $price }) can still be paid on Stripe's page. { $tried ->
    [yes] I couldn't void it: a payment is processing, it was written off, or my key lacks the permission Invoices: Write.
   *[no] I left it alone because I wasn't the one who ended the subscription.
}
    A payment wouldn't give access. Unless you expect the money, void it with the button below.
turn-staff-late-payment = 💶 { $member } paid { $price } for { $plan } after its subscription had ended ({ $invoice }). { $has ->
    [yes] They already have { $plan } through another payment, so refund this one.
   *[no] It doesn't give them access. Refund it, or give them the time they paid for: { COMMAND("grants give") }
}
turn-staff-double = ⚠️ { $member }'s { $plan } is now paid for twice: `{ $first }` and `{ $second }`.
    In the Stripe Dashboard, cancel one of them and refund its payment. A full refund ends that membership here; the other one stays.
turn-staff-comp-beside = ℹ️ { $member } pays for { $plan } and also has it for free from the staff: `{ $first }` and `{ $second }`.
    They continue to be charged. If that isn't intended, end one of them with { COMMAND("grants revoke") }.
turn-staff-move-stuck = ⚠️ The move of memberships from { $member } to { $other } can't go on, because Stripe refuses a change: { $error }
    Solve that in the Stripe Dashboard; it then continues by itself.
turn-staff-cancelled = 🛑 I've cancelled { $member }'s subscription to { $plan } at Stripe ({ $subscription }) so that nobody is charged for access they no longer have: { $why ->
    [refunded] its payment was refunded.
    [dispute-lost] its dispute was lost.
    [revoked] staff revoked it.
   *[other] it has ended here.
}
turn-staff-not-cancelled = ⚠️ Stripe doesn't let me cancel { $member }'s subscription to { $plan } ({ $subscription }), so they're still being charged for access they no longer have: { $error }
    Cancel it in the Stripe Dashboard.
turn-staff-kicked = 🚪 { $member } was removed from the server, as { $plan } says: their last membership has ended.
turn-staff-kick-right = ⚠️ { $plan } removes members from the server when it ends, but I don't have the Kick Members permission.
    { $member } has lost the role and is still here: remove them by hand.
    Give my role Kick Members under Server Settings → Roles, or change the plan with { COMMAND("plan edit") } on_end:keep.
turn-staff-kick-two-factor = ⚠️ { $plan } removes members from the server when it ends, but Discord refuses: this server requires two-factor authentication for moderation, and the account that owns this bot doesn't use it.
    { $member } has lost the role and is still here: remove them by hand.
    Turn on two-factor authentication for that account, or change the plan with { COMMAND("plan edit") } on_end:keep.
turn-staff-kick-refused = ⚠️ { $plan } removes members from the server when it ends, but Discord doesn't let me: { $error }.
    { $member } has lost the role and is still here: remove them by hand, or change the plan with { COMMAND("plan edit") } on_end:keep.
