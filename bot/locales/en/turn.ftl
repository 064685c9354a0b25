# What members and staff hear when a membership takes a turn.

turn-granted-paid = Welcome! Your payment is confirmed: **{ $plan }** is yours now.
turn-granted-free = Welcome! **{ $plan }** is yours now. Nothing was charged.
turn-granted-trial = Welcome! Your free trial of **{ $plan }** has begun and lasts until { $until }. The button shows what happens after that.
turn-granted-comp = { $lasts ->
    [until] The team has given you **{ $plan }**, until { $until }. It costs you nothing.
   *[other] The team has given you **{ $plan }**. It costs you nothing.
}
turn-granted-gift = A gift for you from { $giver }: **{ $plan }** is yours now. The button shows until when.
turn-gift-arrived = Your gift has arrived: { $member } has **{ $plan }** now.
turn-extended = **{ $plan }** has been extended: you have it until { $until } now.
turn-switched = Your membership has changed: you have **{ $plan }** now.
turn-restored = **{ $plan }** is open to you again.
turn-recovered = Thank you, the payment has arrived: **{ $plan }** goes on.
turn-waived = Nothing is owed for **{ $plan }** any more: your membership goes on.
turn-pending = Your payment for **{ $plan }** is on its way. Access opens by itself once it has arrived.
turn-failed = The payment for **{ $plan }** did not arrive, so nothing was opened. You can try again any time.
turn-unpaid = The payment of { $price } for **{ $plan }** could not be charged. You keep your access until { $until }. Please pay on Stripe's page below, or change your card with *Manage*.
turn-confirm = Your bank asks you to confirm the payment of { $price } for **{ $plan }**. Please do so on Stripe's page below; you keep your access until { $until }.
turn-button-unpaid = Pay now
turn-button-confirm = Confirm the payment
turn-button-status = My membership
turn-button-subscribe = Get { $plan }

turn-suspended-disputed = **{ $plan }** is held back, because its payment is being disputed at the bank. It opens again by itself if the dispute is withdrawn or rejected.
turn-suspended-paused = **{ $plan }** is paused. It opens again by itself as soon as it is resumed.
turn-ended-refunded = Your **{ $plan }** has ended, because its payment was refunded. Nothing more will be charged.
turn-ended-dispute-lost = Your **{ $plan }** has ended, because the bank took its disputed payment back. Nothing more will be charged.
turn-ended-revoked = The team has ended your **{ $plan }**. Nothing more will be charged. Please turn to them with questions.
turn-ended-time-up = Your **{ $plan }** has reached its end. You can have it again any time.
turn-ended-no-seat = Your seat in **{ $plan }** has been given up by whoever pays for it. You can have your own any time.
turn-ended-cancelled = Your **{ $plan }** has ended as it was cancelled. Nothing more will be charged. You are welcome back any time.
turn-ended-unpaid = Your **{ $plan }** has ended, because its renewal was not paid. { $over ->
    [yes] Please leave its open invoice unpaid: paying it now would not open it again. You are welcome back any time.
   *[no] You are welcome back any time: pay its open invoice, or subscribe again.
}
turn-late-payment = Your payment of { $price } for **{ $plan }** has arrived, but the membership had ended before, so it opened nothing. The team has been told and will refund it or give you access; please turn to them with questions (reference: { $invoice }).
turn-ended-trial = Your free trial of **{ $plan }** has ended, and nothing was charged. If you liked it, you can subscribe any time.
turn-ended-other = Your **{ $plan }** has ended. You are welcome back any time.

turn-gone = { $gift ->
    [yes] { $member } is no longer on the server, but the **{ $plan }** that you pay for them goes on.
   *[no] You are no longer on the server, but your subscription to **{ $plan }** goes on. If you come back, you have your access again.
} If you don't want to pay any longer, press the button: nothing is charged after this period.
turn-kicked = Your **{ $plan }** on { $guild } has ended, and with it your place on the server: that is how this membership works. You will be removed in a moment. Nothing more will be charged. You may come back with a new invitation.

turn-staff-given = ✅ { $member } now has { $role } ({ $plan }{ $why ->
    [trialing] {": a free trial"}
   *[other] {""}
}).
turn-staff-taken = ⬜ { $member } no longer has { $role } ({ $plan }: { $why ->
    [refunded] refunded
    [disputed] held back, the payment is disputed
    [dispute-lost] dispute lost
    [paused] paused
    [revoked] revoked by staff
    [time-up] its time is up
    [no-seat] the seat was given up
    [cancelling] cancelled
    [canceled] cancelled
    [unpaid] not paid
    [past-due] not paid
    [trial-over] the trial is over
    [other-product] another product is paid for
   *[other] ended
}).
turn-staff-unpaid = ⚠️ { $member }'s payment of { $price } for { $plan } could not be charged. They keep their access until { $until } and are asked to pay.
turn-staff-untold = 📪 I can't reach { $member } by direct message: they don't know yet that { $price } for { $plan } could not be charged, and lose their access on { $until }. Please tell them to use { COMMAND("membership status") }.
turn-staff-cancelling = 👋 { $member } has cancelled { $plan }: they have it until { $until }.
turn-staff-gift = 🎁 { $giver } has bought { $plan } as a gift for { $member }.
turn-staff-gift-code = 🎁 { $giver } has bought a gift code for { $plan }.
turn-staff-refunded = ↩️ { $member }'s payment of { $price } for { $plan } was refunded in full ({ $charge }). { $keeps ->
    [open] They keep their access: the plan says so, or it paid for only a part of what they have or for an earlier period.
    [held] Their access stays held back.
    [unclaimed] Its gift code gives nothing any more.
   *[over] Their access ends, and they won't be charged again.
}
turn-staff-refunded-part = ↩️ { $refunded_price } of { $member }'s payment of { $price } for { $plan } was refunded ({ $charge }). { $keeps ->
    [open] They keep their access.
    [held] Their access stays held back.
    [unclaimed] Its gift code stays as the plan says.
   *[over] Their access has ended.
}
turn-staff-refund-failed = ⚠️ The refund of { $price } to { $member } for { $plan } failed ({ $charge }): the money is back on your Stripe balance. { $keeps ->
    [open] They have their access.
    [held] Their access is held back.
    [unclaimed] Its gift code can be redeemed again.
   *[over] They have no access: it is over.
} Please refund them another way, or ask them for another card.
turn-staff-disputed = ⚠️ { $member } disputes { $part ->
    [yes] { $disputed_price } of the payment of { $price }
   *[no] the payment of { $price }
} for { $plan } ({ $charge }). { $keeps ->
    [open] They keep their access meanwhile.
    [held] Their access is held back until it is decided.
    [unclaimed] Its gift code gives nothing until it is decided.
   *[over] Their access had ended before.
} Respond in Stripe's dashboard under Payments → Disputes{ $by ->
    [none] .
   *[other] {" "}by { $due }; without an answer the money is lost.
}
turn-staff-inquiry = ℹ️ The bank asks about { $member }'s payment of { $price } for { $plan } ({ $charge }). No money has moved, and nothing changes about their access. Answer in Stripe's dashboard under Payments → Disputes{ $by ->
    [none] .
   *[other] {" "}by { $due }, so that it does not become a dispute.
}
turn-staff-dispute-won = ✅ The dispute over { $part ->
    [yes] { $disputed_price } of {""}
   *[no] {""}
}{ $member }'s payment of { $price } for { $plan } is won ({ $charge }): the money stays. { $keeps ->
    [open] So does their access.
    [held] Their access is still held back.
    [unclaimed] The gift code is good again.
   *[over] Their access had ended before.
}
turn-staff-dispute-prevented = ↩️ A dispute over { $member }'s payment of { $price } for { $plan } was prevented ({ $charge }): { $part ->
    [yes] { $disputed_price } of it went back
   *[no] the money went back
} before it began. { $keeps ->
    [open] They keep their access meanwhile; if you don't want that, end it with { COMMAND("grants revoke") }.
    [held] Their access is held back.
    [unclaimed] Its gift code can still be redeemed.
   *[over] Their access has ended.
}
turn-staff-dispute-lost = ❌ The dispute over { $part ->
    [yes] { $disputed_price } of {""}
   *[no] {""}
}{ $member }'s payment of { $price } for { $plan } is lost ({ $charge }). { $keeps ->
    [open] They keep their access, as the plan says.
    [held] Their access is still held back.
    [unclaimed] Its gift code gives nothing any more.
   *[over] Their access ends, and they won't be charged again.
}
turn-staff-gone = 👻 { $member } is no longer on the server (left, removed or banned), but { $gift ->
    [yes] the subscription to { $plan } that { $payer } pays for them
   *[no] their subscription to { $plan }
} goes on{ $next ->
    [known] {": "}the next charge is on { $until }
   *[other] {""}
} ({ $subscription }). To end it: { COMMAND("grants revoke") } member:{ $id } plan:{ $plan }. To give money back: Stripe's dashboard. Should they return, they have their role again by themselves.
turn-staff-still-payable = 🧾 { $member }'s subscription to { $plan } is over, but its invoice { $invoice } ({ $price }) can still be paid on Stripe's page. { $tried ->
    [yes] I could not void it: a payment of it is under way, it is written off, or my key lacks the right Invoices: Write.
   *[no] I left it alone, as it was not me who ended the subscription.
} A payment would open nothing; unless you expect the money, please void it: { $page }
turn-staff-late-payment = 💶 { $member } has paid { $price } for { $plan } after its subscription had ended ({ $invoice }). { $has ->
    [yes] They have { $plan } by another payment as well, so please refund this one: { $page }
   *[no] Nothing opens by that. Please refund it: { $page } – or give them the time that they paid for: { COMMAND("grants give") }
}
turn-staff-double = ⚠️ { $plan } is now paid for twice for { $member }: `{ $first }` and `{ $second }`. Please end one of them in Stripe's dashboard, and refund it.
turn-staff-comp-beside = ℹ️ { $member } pays for { $plan } and has it as a gift of the staff as well: `{ $first }` and `{ $second }`. They go on being charged; end one of them with { COMMAND("grants revoke") }, if that isn't meant.
turn-staff-cancelled = 🛑 I have cancelled { $member }'s subscription to { $plan } at Stripe ({ $subscription }), so that nobody is charged for what they no longer have: { $why ->
    [refunded] its payment was refunded.
    [dispute-lost] its dispute was lost.
    [revoked] staff revoked it.
   *[other] it is over here.
}
turn-staff-not-cancelled = ⚠️ Stripe does not let me cancel { $member }'s subscription to { $plan } ({ $subscription }), so they go on being charged for what they no longer have: { $error } Please cancel it in Stripe's dashboard.
turn-staff-kicked = 🚪 { $member } has left the server, as { $plan } says: their last membership has ended.
turn-staff-kick-right = ⚠️ { $plan } says that who loses it leaves the server, but I lack the permission Kick Members. { $member } has lost the role and is still here: please remove them by hand. Give my role Kick Members under Server Settings → Roles, or change the plan with { COMMAND("plan edit") } on_end:keep.
turn-staff-kick-two-factor = ⚠️ { $plan } says that who loses it leaves the server, but Discord refuses: this server asks moderators for two-factor authentication, and the account that owns this bot has none. { $member } has lost the role and is still here: please remove them by hand. Switch two-factor authentication on for that account, or change the plan with { COMMAND("plan edit") } on_end:keep.
turn-staff-kick-refused = ⚠️ { $plan } says that who loses it leaves the server, but Discord refuses to let me remove members: { $error }. { $member } has lost the role and is still here: please remove them by hand, or change the plan with { COMMAND("plan edit") } on_end:keep.
