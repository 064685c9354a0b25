# Plans, prices and checkout: answers to members.

payments-no-plans = No memberships are on sale here yet.
payments-plans-title = Memberships
payments-plans-how = You pay on Stripe's secure checkout page and get access right away.
payments-plans-opens = Opens { $channels }{ $more ->
    [0] {""}
   *[other] {" "}and { $more } more
}
payments-plans-button = Subscribe
payments-plans-try = Try for free
payments-plans-all = All plans
payments-test-mode-staff = 🧪 TEST MODE: the Stripe key is a test key, so no real money moves.
payments-test-mode = 🧪 TEST MODE: no real money moves. Pay with Stripe's test card 4242 4242 4242 4242, any future date and any CVC.
payments-price-month = { $amount } a month
payments-price-year = { $amount } a year
payments-price-week = { $amount } a week
payments-price-day = { $amount } a day
payments-price-months = { $count ->
    [3] { $amount } a quarter
    [6] { $amount } every six months
   *[other] { $amount } every { $count } months
}
payments-price-years = { $amount } every { $count } years
payments-price-weeks = { $amount } every { $count } weeks
payments-price-days = { $amount } every { $count } days
payments-price-once = { $amount } for lifetime access
payments-price-gone = “{ $plan }” is no longer sold at that price. See { COMMAND("plans") } for the current ones.
    .direct = “{ $plan }” is no longer sold at that price. Check the server for the current ones.
payments-which-price = **{ $plan }**: how would you like to pay?
payments-how-renews = { $price }, renews until you cancel
payments-how-once = { $price }, paid once
payments-how-once-wallets = { $price }, paid once; also with Alipay or WeChat Pay where Stripe offers them
payments-trial = { $days ->
    [one] The first day is free.
   *[other] The first { $days } days are free.
}
payments-trial-cardless = { $days ->
    [one] The first day is free, no card needed.
   *[other] The first { $days } days are free, no card needed.
}
payments-price-pass = { $days ->
    [one] { $amount } for one day
   *[other] { $amount } for { $days } days
}
payments-no-such-plan = There's no plan called “{ $plan }” on sale here. See { COMMAND("plans") } for what's available.
    .direct = “{ $plan }” is no longer on sale. Check the server for the current plans.
payments-already-member = You already have { $plan }. See { COMMAND("membership status") }; to pay another way, use { COMMAND("membership switch") }.
    .direct = You already have { $plan }.
payments-already-owned = You already own **{ $plan }**. Use { COMMAND("library open") } to open it.
    .direct = You already own **{ $plan }**.
payments-product-empty = { $plan } isn't ready yet. The staff are still preparing it.
payments-included = You already have everything in { $plan }: it comes with { $held }. Use { COMMAND("shop") } to see what you own.
    .direct = You already have everything in { $plan }: it comes with { $held }.
payments-gift-included = They already have everything in { $plan }: it comes with { $held }.
payments-once-instead = You're paying for { $held }, which renews. To pay once for { $plan } instead, cancel it first, and buy when it has ended: see { COMMAND("membership status") }.
    .direct = You're paying for { $held }, which renews. To pay once for { $plan } instead, cancel it first, and buy when it has ended.
payments-same-paid = You're already paying for { $held }, which gives the same access as { $plan }. To avoid paying twice, switch with { COMMAND("membership switch") }.
    .direct = You're already paying for { $held }, which gives the same access as { $plan }. To avoid paying twice, switch on Stripe's page.
payments-same-held = You already have { $held }, which gives the same access as { $plan }. See { COMMAND("membership status") }.
    .direct = You already have { $held }, which gives the same access as { $plan }.
payments-seats-change = You're already paying for { $plan }. Change the number of seats (now { $seats }) with { COMMAND("membership switch") }.
    .direct = You're already paying for { $plan }. Change the number of seats (now { $seats }) on Stripe's page.
payments-gift-already = They already have { $plan }. Choose another plan, or get a gift code they can pass on.
payments-code-needs-once = { $plan } renews, so it can't be sold as a gift code. Choose a member to gift it to, or use { COMMAND("subscribe") } with seats.
    .direct = { $plan } renews, so it can't be sold as a gift code.
payments-seats-need-renewal = { $plan } is a one-time payment and has no seats. To pay for more people, use { COMMAND("membership gift") }.
    .direct = { $plan } is a one-time payment and has no seats.
payments-seats-range = Choose between 1 and { $most } seats.
payments-already-paying = Your payment for { $plan } is already processing. You'll get access automatically once it goes through.
payments-switch-planned = You already pay for a plan that changes to { $plan } on { $date }, so there's nothing to buy. To see it or keep things as they are, use { COMMAND("membership status") }.
    .direct = You already pay for a plan that changes to { $plan } on { $date }, so there's nothing to buy.
payments-pay = **{ $plan }**: { $price }. Check out securely with Stripe. You'll get access as soon as the payment goes through. This link is personal and expires { $until }.
payments-pay-beside = You're also paying for { $held }, and that continues. To switch to { $plan } instead, use { COMMAND("membership switch") }.
    .direct = You're also paying for { $held }, and that continues.
payments-pay-early = You have { $plan } until { $until } anyway; this is charged from today.
payments-pay-trial = **{ $plan }**: { $price }. Start your trial on Stripe's checkout page. You'll get access as soon as Stripe confirms it. This link is personal and expires { $until }.
payments-order-seats = { $seats } × { $each } = { $price }
payments-order-trial = { $days ->
    [one] one day free, then { $price }
   *[other] { $days } days free, then { $price }
}
payments-order-trial-cardless = { $days ->
    [one] one day free, then { $price }; no card needed
   *[other] { $days } days free, then { $price }; no card needed
}
payments-choice-trial = { $days ->
    [one] first day free
   *[other] first { $days } days free
}
payments-pay-button = Pay
payments-trial-button = Start the free trial

payments-plan-gone = This plan is no longer on sale. See { COMMAND("plans") } for what's available.
    .direct = It's no longer on sale. Check the server for the current plans.
payments-not-there = You're no longer in that server. Join it again, then press the button once more.
payments-from-guild = from { $guild }

payments-unknown-currency = Stripe doesn't support “{ $currency }”. Use a three-letter currency code, such as EUR, USD or CNY.
payments-not-a-number = “{ $amount }” isn't a valid amount. Write it like 9.90.
payments-not-positive = The amount must be more than 0. To give a membership for free, make it a trial.
payments-too-precise = { $decimals ->
    [0] { $currency } has no decimals. Enter a whole amount.
   *[other] { $currency } has at most { $decimals } decimals.
}
payments-two-readings = “{ $amount }” can be read in two ways. Write { $whole } or { $small }, without a thousands separator.
payments-too-large = The amount is too high for some of Stripe's payment methods. The maximum is { $most }.
payments-too-small = Stripe can't charge less than { $least } in this currency. Enter a higher amount.
