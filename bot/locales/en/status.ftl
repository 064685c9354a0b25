# /membership status and manage: what members have, until when, and what comes next.

status-title = Your membership
status-none = You have no membership here. See { COMMAND("plans") } for what there is.
    .direct = You have no membership on that server.
status-name-open = 🟢 { $plan }
status-name-waiting = 🟡 { $plan }
status-name-held = ⏸️ { $plan }

status-renews = Open to you. It renews on { $until }{ $priced ->
    [yes] {" "}for { $price }
    [free] {" "}and nothing will be charged
   *[no] {""}
}.
status-trial = Your free trial{ $priced ->
    [yes] . The first charge of { $price } is on { $until }, unless you cancel before.
    [free] {" "}until { $until }. It goes on then, and nothing will be charged.
   *[no] . The first charge is on { $until }, unless you cancel before.
}
status-trial-cardless = Your free trial until { $until }. Without a card it simply ends then; to go on, add a card with *Manage*.
status-cancelling = Open to you until { $until }. It ends then, as it was cancelled; nothing more will be charged.
status-pausing = Open to you until { $until }. Then it rests, as it was paused.
status-open = Open to you.
status-life = Yours for good. Nothing more will be charged.
status-until = Open to you until { $until }. It does not renew: to go on, buy it again with { COMMAND("subscribe") }. Days that are left are added.
    .direct = Open to you until { $until }. It does not renew: to go on, buy it again. Days that are left are added.
status-comp = Given to you by the team{ $lasts ->
    [until] {" "}until { $until }
   *[other] {""}
}. It costs you nothing.
status-seat = Open to you: a seat that somebody else pays for. It goes on for as long as they do.
status-seat-ends = Open to you until { $until }: a seat that somebody else pays for.
status-grace = Still open, but the renewal could not be charged. Unless it is paid, it ends on { $until }.
status-grace-unknown = Open to you. Stripe has not confirmed the renewal yet; you keep access until it says how it went.
status-grace-theirs = Still open, but whoever pays for it has not paid the renewal. Without that it ends on { $until }.
status-upcoming = Paid for. It begins on { $begin } and lasts until { $until }.
status-disputed = Held back, because the payment is being disputed at the bank. It opens again by itself if the dispute is withdrawn or rejected.
status-paused = Paused. It opens again by itself as soon as it is resumed.
status-pending = Waiting for your payment to arrive. It then opens by itself.
status-pending-confirm = Not open yet: the payment was begun, but not completed.
status-gift-from = 🎁 A gift from { $giver }.
status-passes = That is { $count } passes in a row.
status-seats = { $left ->
    [0] All { $total } seats are in use, yours among them.
   *[other] { $total } seats: { $used } in use, yours among them.
}
status-gifts = 🎁 You pay for others
status-gift = { $member }: **{ $plan }**{ $how ->
    [renews] , renews on { $until }
    [until] , until { $until }
   *[other] {""}
}
status-past = Earlier
status-ended = **{ $plan }** ended on { $until }: { $why ->
    [refunded] refunded
    [dispute-lost] the dispute was lost
    [revoked] ended by the team
    [time-up] its time was up
    [no-seat] the seat was given up
    [cancelling] cancelled
    [canceled] cancelled
    [unpaid] not paid
    [past-due] not paid
    [trial-over] the trial was over
    [other-product] another product is paid for
   *[other] over
}.
status-reminders-on = You are reminded by direct message before something ends.
status-reminders-off = You are not reminded before something ends.

status-button-manage = Manage
status-button-keep = Keep { $plan }
status-button-pay = Pay for { $plan }
status-manage = Cards, invoices, cancelling and changing plans: all of it is on Stripe's own page. The link is good for you alone, for a few minutes.
status-manage-button = Open Stripe's page
status-no-customer = There is nothing to manage: you have not paid for anything here. See { COMMAND("plans") } for what there is.
    .direct = There is nothing to manage: you have not paid for anything there.
status-over = That membership is over. See { COMMAND("membership status") } for what you have.
    .direct = That membership is over.
status-cancel-by-manage = This subscription follows a plan of prices at Stripe and can't be cancelled by this button. Please cancel it with { COMMAND("membership manage") }, or ask the team to end it; its number is { $id }.
    .direct = This subscription follows a plan of prices at Stripe and can't be cancelled by this button. Please ask the team to end it; its number is { $id }.
status-not-yours = Somebody else pays for that membership, so only they can change it.
