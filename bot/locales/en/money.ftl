# What members read about plans, payments and where they stand.

money-no-plans = There is nothing to subscribe to here yet.
money-plans-title = Memberships
money-plans-how = Choose one with { COMMAND("subscribe") }. You pay on Stripe's own page.
money-price-month = { $amount } a month
money-price-year = { $amount } a year
money-price-week = { $amount } a week
money-price-day = { $amount } a day
money-price-months = { $count ->
    [3] { $amount } a quarter
    [6] { $amount } every half-year
   *[other] { $amount } every { $count } months
}
money-price-years = { $amount } every { $count } years
money-price-weeks = { $amount } every { $count } weeks
money-price-days = { $amount } every { $count } days
money-price-once = { $amount } once, for good
money-trial = { $days ->
    [one] The first day is free.
   *[other] The first { $days } days are free.
}
money-trial-cardless = { $days ->
    [one] The first day is free, no card needed.
   *[other] The first { $days } days are free, no card needed.
}
money-price-pass = { $days ->
    [one] { $amount } for one day
   *[other] { $amount } for { $days } days
}
money-no-such-plan = There is no membership called “{ $plan }” on sale. See { COMMAND("plans") } for what there is.
    .direct = “{ $plan }” is not on sale any more. You see on the server what there is now.
money-already-member = You already have { $plan }. See { COMMAND("membership status") }.
    .direct = You already have { $plan }.
money-same-paid = You pay for { $held }, which gives the same as { $plan }. Switch with { COMMAND("membership manage") } instead of paying twice.
    .direct = You pay for { $held }, which gives the same as { $plan }. Please switch on Stripe's page instead of paying twice.
money-same-held = You have { $held } already, which gives the same as { $plan }. See { COMMAND("membership status") }.
    .direct = You have { $held } already, which gives the same as { $plan }.
money-seats-change = You pay for { $plan } already. Change the number of seats (now { $seats }) with { COMMAND("membership manage") }.
    .direct = You pay for { $plan } already. Change the number of seats (now { $seats }) on Stripe's page.
money-gift-already = They already have { $plan }. Choose another plan, or a gift code that they can pass on.
money-code-needs-once = { $plan } renews, so it can't be a gift code. Name a member to give it to, or use { COMMAND("subscribe") } with seats.
    .direct = { $plan } renews, so it can't be a gift code.
money-seats-need-renewal = { $plan } is paid once and has no seats. Give further ones with { COMMAND("membership gift") }.
    .direct = { $plan } is paid once and has no seats.
money-seats-range = Choose 1 to { $most } seats.
money-already-paying = Your payment for { $plan } is on its way already; access opens by itself once it has arrived.
money-pay = **{ $plan }** for { $price }. Pay on Stripe's page; your access opens as soon as Stripe confirms. The link is good for you alone and ends { $until }.
money-pay-beside = You pay for { $held } as well, and it goes on beside this. To switch to { $plan } instead, use { COMMAND("membership manage") }.
    .direct = You pay for { $held } as well, and it goes on beside this.
money-pay-trial = **{ $plan }**: { $price }. Start it on Stripe's page; your access opens as soon as Stripe confirms. The link is good for you alone and ends { $until }.
money-order-seats = { $seats } × { $each } = { $price }
money-order-trial = { $days ->
    [one] one day free, then { $price }
   *[other] { $days } days free, then { $price }
}
money-order-trial-cardless = { $days ->
    [one] one day free, then { $price }; no card needed
   *[other] { $days } days free, then { $price }; no card needed
}
money-choice-trial = { $days ->
    [one] first day free
   *[other] first { $days } days free
}
money-pay-button = Pay
money-trial-button = Start the free trial

money-plan-gone = It is no longer on sale. You see on the server what there is now.
money-not-there = You are not on that server any more. Join it again first, then press the button once more.
money-from-guild = from { $guild }

money-unknown-currency = Stripe does not settle “{ $currency }”. Use a currency's three letters, such as EUR, USD or CNY.
money-not-a-number = “{ $amount }” is not an amount. Write it like 9.90.
money-not-positive = The amount must be more than 0. To give a membership for free, make it a trial.
money-too-precise = { $decimals ->
    [0] { $currency } has no decimals: give a whole amount.
   *[other] { $currency } has at most { $decimals } decimals.
}
money-two-readings = “{ $amount }” can be read in two ways. Write { $whole } or { $small }, without a separator of thousands.
money-too-large = The amount is more than Stripe takes by every way of paying: at most { $most }.
money-too-small = Stripe charges nothing below { $least } in this currency. Give a higher amount.
