# Plans, prices and checkout: answers to members.

money-no-plans = No memberships are on sale here yet.
money-plans-title = Memberships
money-plans-how = Choose one with { COMMAND("subscribe") }. You pay on Stripe's checkout page.
money-price-month = { $amount } a month
money-price-year = { $amount } a year
money-price-week = { $amount } a week
money-price-day = { $amount } a day
money-price-months = { $count ->
    [3] { $amount } a quarter
    [6] { $amount } every six months
   *[other] { $amount } every { $count } months
}
money-price-years = { $amount } every { $count } years
money-price-weeks = { $amount } every { $count } weeks
money-price-days = { $amount } every { $count } days
money-price-once = { $amount } for lifetime access
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
money-no-such-plan = There's no plan called “{ $plan }” on sale here. See { COMMAND("plans") } for what's available.
    .direct = “{ $plan }” is no longer on sale. Check the server for the current plans.
money-already-member = You already have { $plan }. See { COMMAND("membership status") }.
    .direct = You already have { $plan }.
money-same-paid = You're already paying for { $held }, which gives the same access as { $plan }. To avoid paying twice, switch with { COMMAND("membership manage") }.
    .direct = You're already paying for { $held }, which gives the same access as { $plan }. To avoid paying twice, switch on Stripe's page.
money-same-held = You already have { $held }, which gives the same access as { $plan }. See { COMMAND("membership status") }.
    .direct = You already have { $held }, which gives the same access as { $plan }.
money-seats-change = You're already paying for { $plan }. Change the number of seats (now { $seats }) with { COMMAND("membership manage") }.
    .direct = You're already paying for { $plan }. Change the number of seats (now { $seats }) on Stripe's page.
money-gift-already = They already have { $plan }. Choose another plan, or get a gift code they can pass on.
money-code-needs-once = { $plan } renews, so it can't be sold as a gift code. Choose a member to gift it to, or use { COMMAND("subscribe") } with seats.
    .direct = { $plan } renews, so it can't be sold as a gift code.
money-seats-need-renewal = { $plan } is a one-time payment and has no seats. To pay for more people, use { COMMAND("membership gift") }.
    .direct = { $plan } is a one-time payment and has no seats.
money-seats-range = Choose between 1 and { $most } seats.
money-already-paying = Your payment for { $plan } is already processing. You'll get access automatically once it goes through.
money-pay = **{ $plan }**: { $price }. Check out securely with Stripe. You'll get access as soon as the payment goes through. This link is personal and expires { $until }.
money-pay-beside = You're also paying for { $held }, and that continues. To switch to { $plan } instead, use { COMMAND("membership manage") }.
    .direct = You're also paying for { $held }, and that continues.
money-pay-trial = **{ $plan }**: { $price }. Start your trial on Stripe's checkout page. You'll get access as soon as Stripe confirms it. This link is personal and expires { $until }.
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

money-plan-gone = It's no longer on sale. Check the server for the current plans.
money-not-there = You're no longer in that server. Join it again, then press the button once more.
money-from-guild = from { $guild }

money-unknown-currency = Stripe doesn't support “{ $currency }”. Use a three-letter currency code, such as EUR, USD or CNY.
money-not-a-number = “{ $amount }” isn't a valid amount. Write it like 9.90.
money-not-positive = The amount must be more than 0. To give a membership for free, make it a trial.
money-too-precise = { $decimals ->
    [0] { $currency } has no decimals. Enter a whole amount.
   *[other] { $currency } has at most { $decimals } decimals.
}
money-two-readings = “{ $amount }” can be read in two ways. Write { $whole } or { $small }, without a thousands separator.
money-too-large = The amount is too high for some of Stripe's payment methods. The maximum is { $most }.
money-too-small = Stripe can't charge less than { $least } in this currency. Enter a higher amount.
