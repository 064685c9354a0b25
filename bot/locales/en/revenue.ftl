# /insights revenue: what memberships earn, one currency at a time.

revenue-none = No figures yet. They begin with your first paid membership.
revenue-no-currency = You have no figures in “{ $currency }”. There are figures in { $known }.

revenue-title = ## Revenue in { $currency }
revenue-mrr = 🟢 **MRR { $mrr }** ({ $change } since the month began), from { $members ->
    [one] one paying member
   *[other] **{ $members }** paying members
}
revenue-offer = • **{ $plan }**, { $price }: { $members ->
    [one] one member
   *[other] { $members } members
}, MRR { $mrr }
revenue-offers-more = • { $count ->
    [one] one more price
   *[other] { $count } more prices
}
revenue-past-due = ⚠️ At risk: { $count ->
    [one] one failed renewal
   *[other] { $count } failed renewals
} for { $amount }, MRR { $mrr }
revenue-cancelling = Ending: { $count ->
    [one] one cancelled subscription
   *[other] { $count } cancelled subscriptions
}, MRR { $mrr }
revenue-trials-now = In trial: { $count ->
    [one] one member
   *[other] { $count } members
}, not in MRR yet

revenue-this-month = **{ $month }, so far**
revenue-last-month = **{ $month }**
revenue-moved = Members: { $new } new ({ $new_mrr } MRR), { $lost } lost ({ $lost_mrr })
revenue-changed = changed price: { $more }, { $less }
revenue-trials = Trials: { $started } started, { $converted } now paying, { $ended } ended without payment
revenue-received = 🟦 Received: { $amount }
revenue-within = { " (" }{ $list })
revenue-and = { ", " }
revenue-of-once = one-time { $amount }
revenue-of-tax = tax { $amount }
revenue-gone = 🟥 { $list } · left: { $net }
revenue-refunds = { $count ->
    [one] one refund
   *[other] { $count } refunds
}: { $amount }
revenue-disputes = { $count ->
    [one] one dispute
   *[other] { $count } disputes
}{ $lost ->
    [0] { "" }
   *[other] { " (" }{ $lost } lost)
}: { $amount }

revenue-year = **The year:** 🟢 MRR at each month's end, 🟦 received (+), 🟥 refunds and disputes (−)
revenue-alt = Chart of the last twelve months in { $currency }. Month: MRR / received / refunds and disputes.
revenue-basis =
    -# **MRR** is what running subscriptions bring in a month: a yearly price ÷ 12, a quarterly ÷ 3, a weekly × 52 ÷ 12, after recurring discounts and without tax. Trials don't count; failed renewals do until they end. New and lost compare two moments: a member who came and went in between is in neither.
    -# Received includes tax, and Stripe's fees aren't deducted. A dispute counts until you win it. Currencies are never added up. Months begin in the time zone { $zone }.
revenue-others = -# Other currencies (MRR): { $list }. Choose one with the option “currency”.
revenue-incomplete = -# ⚠️ Payments from before this bot kept figures are missing. The nightly comparison with Stripe adds those of the last 13 months.
