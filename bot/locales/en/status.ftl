# /membership status and manage.

status-title = Your membership
status-none = You have no membership here. See { COMMAND("plans") } for what's available.
    .direct = You have no membership in that server.
status-name-open = 🟢 { $plan }
status-name-waiting = 🟡 { $plan }
status-name-held = ⏸️ { $plan }

status-renews = Active. Renews on { $until }{ $priced ->
    [yes] {" "}for { $price }
    [free] {" "}at no charge
   *[no] {""}
}.
status-trial = Free trial{ $priced ->
    [yes] . Unless you cancel, { $price } will be charged on { $until }.
    [free] {" "}until { $until }. It then continues at no charge.
   *[no] . Unless you cancel, the first charge is on { $until }.
}
status-trial-cardless = Free trial until { $until }. Without a card it simply ends then; to continue, add one with *Manage*.
status-cancelling = Cancelled: active until { $until }. Nothing more will be charged.
status-pausing = Active until { $until }, then paused.
status-open = Active.
status-life = Lifetime access. Nothing more will be charged.
status-until = Active until { $until }. It doesn't renew; to extend it, buy it again with { COMMAND("subscribe") }. Remaining days carry over.
    .direct = Active until { $until }. It doesn't renew; to extend it, buy it again. Remaining days carry over.
status-comp = Active{ $lasts ->
    [until] {" "}until { $until }
   *[other] {""}
}. It's a free membership from the staff and costs you nothing.
status-seat = Active. Someone else pays for your seat, and it stays active as long as they do.
status-seat-ends = Active until { $until }. Someone else pays for your seat.
status-grace = Payment failed. You keep access until { $until }; pay the invoice or update your card to keep it.
status-grace-unknown = Active. Stripe hasn't confirmed the renewal yet; you keep access until the result is known.
status-grace-theirs = Payment failed. The person who pays for this hasn't paid the renewal; unless they do, it ends on { $until }.
status-upcoming = Paid. Starts on { $begin } and lasts until { $until }.
status-disputed = Paused during a dispute over the payment. It becomes active again automatically if the dispute is withdrawn or rejected.
status-paused = Paused. It becomes active again automatically when the subscription resumes.
status-pending = Your payment is processing. You'll get access automatically once it arrives.
status-pending-confirm = Not active yet: the payment was started but not completed.
status-gift-from = 🎁 A gift from { $giver }.
status-passes = That's { $count } passes back to back.
status-seats = { $left ->
    [0] All { $total } seats are taken, including yours.
   *[other] { $total } seats: { $used } taken, including yours.
}
status-gifts = 🎁 Paid by you for others
status-gift = { $member }: **{ $plan }**{ $how ->
    [renews] , renews on { $until }
    [until] , until { $until }
   *[other] {""}
}
status-past = Past memberships
status-ended = **{ $plan }** ended on { $until }: { $why ->
    [refunded] refunded
    [dispute-lost] dispute lost
    [revoked] revoked by the staff
    [time-up] expired
    [no-seat] seat removed
    [cancelling] cancelled
    [canceled] cancelled
    [unpaid] not paid
    [past-due] not paid
    [trial-over] trial over
    [other-product] subscription switched to another product
   *[other] expired
}.
status-reminders-on = Reminders are on: you get a DM before something ends.
status-reminders-off = Reminders are off: you get no DM before something ends.

status-button-manage = Manage
status-button-switch = Switch
status-button-keep = Keep { $plan }
status-button-pay = Pay for { $plan }
status-manage = Update your card, see invoices, cancel or switch plans on Stripe's page. This link is personal and works for a few minutes.
status-manage-button = Open Stripe's page
status-no-customer = Nothing to manage: you haven't paid for anything here. See { COMMAND("plans") } for what's available.
    .direct = Nothing to manage: you haven't paid for anything there.
status-over = That membership has ended. See { COMMAND("membership status") } for what you have.
    .direct = That membership has ended.
status-cancel-by-manage = This subscription follows a schedule of prices at Stripe, so this button can't cancel it. Cancel it with { COMMAND("membership manage") }, or ask the staff to end it. Its ID is { $id }.
    .direct = This subscription follows a schedule of prices at Stripe, so this button can't cancel it. Ask the staff to end it. Its ID is { $id }.
status-not-yours = Someone else pays for that membership, so only they can change it.
